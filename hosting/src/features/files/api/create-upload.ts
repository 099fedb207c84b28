import type { CreateUploadInput, CreateUploadOutput } from "@bourse/functions/files/contract";
import { callable } from "../../../lib/callable.js";

export const createUpload = callable<CreateUploadInput, CreateUploadOutput>("files-createUpload");
