import type { CreateDownloadInput, CreateDownloadOutput } from "@bourse/functions/files/contract";
import { callable } from "../../../lib/callable.js";

export const createDownload = callable<CreateDownloadInput, CreateDownloadOutput>("files-createDownload");
