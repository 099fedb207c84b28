import type { MoveInput, MoveOutput } from "@bourse/functions/accounts/contract";
import { callable } from "../../../lib/callable.js";

export const withdraw = callable<MoveInput, MoveOutput>("accounts-withdraw", { singleUseProof: true });
