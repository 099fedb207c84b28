import { callable, everyRole } from "../platform/callable.js";
import { deleteInput, type DeleteOutput } from "./contract.js";
import { deleteFile as remove } from "./deleting.js";

const policy = { name: "files-delete", roles: everyRole, rateClass: "read", input: deleteInput } as const;

/** Deletes a file of the caller with its content. Its record stays for a while, so that a repeat is known. */
const deleteFile = callable(policy, (context, { uid, input }): Promise<DeleteOutput> => {
  return remove(context, uid, input.fileId);
});
// The name is a reserved word where it would be declared.
export { deleteFile as delete };
