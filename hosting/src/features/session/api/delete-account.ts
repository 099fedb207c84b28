import type { DeleteInput, DeleteOutput } from "@bourse/functions/users/contract";
import { callable } from "../../../lib/callable.js";

export const deleteAccount = callable<DeleteInput, DeleteOutput>("users-delete");
