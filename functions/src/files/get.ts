import { callable, everyRole } from "../platform/callable.js";
import { getInput, type GetOutput } from "./contract.js";
import { fileView } from "./file.js";
import { liveFile } from "./owned.js";

const policy = { name: "files-get", roles: everyRole, rateClass: "read", input: getInput } as const;

/** One file of the caller. */
export const get = callable(policy, async ({ db }, { uid, input }): Promise<GetOutput> => ({
  file: fileView((await liveFile(db, uid, input.fileId)).record),
}));
