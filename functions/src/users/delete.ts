import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { deleteInput, type DeleteOutput } from "./contract.js";
import { deleteUser } from "./erasing.js";

const policy = { name: "users-delete", roles: everyRole, rateClass: "auth", input: deleteInput } as const;

/** Deletes the caller for good. An admin must be made something else first: the last one cannot go. */
const deleteCaller = callable(policy, async (context, { uid, role }): Promise<DeleteOutput> => {
  if (role === "admin") throw new DomainError("own_standing_is_fixed");
  await deleteUser(context, uid);
  return { deleted: true };
});
export { deleteCaller as delete };
