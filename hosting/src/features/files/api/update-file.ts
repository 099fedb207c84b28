import type { UpdateInput, UpdateOutput } from "@bourse/functions/files/contract";
import { callable } from "../../../lib/callable.js";

export const updateFile = callable<UpdateInput, UpdateOutput>("files-update");
