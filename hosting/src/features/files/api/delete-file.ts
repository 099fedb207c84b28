import type { DeleteInput, DeleteOutput } from "@bourse/functions/files/contract";
import { callable } from "../../../lib/callable.js";

export const deleteFile = callable<DeleteInput, DeleteOutput>("files-delete");
