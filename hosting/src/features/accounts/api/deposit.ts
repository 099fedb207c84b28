import type { MoveInput, MoveOutput } from "@bourse/functions/accounts/contract";
import { callable } from "../../../lib/callable.js";

export const deposit = callable<MoveInput, MoveOutput>("accounts-deposit", { singleUseProof: true });
