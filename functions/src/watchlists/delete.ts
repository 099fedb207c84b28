import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { deleteInput, type DeleteOutput } from "./contract.js";
import { deleteWatchlist } from "./store.js";

const policy = {
  name: "watchlists-delete",
  roles: everyRole,
  rateClass: "read",
  input: deleteInput,
} as const;

/** Deletes a list of the caller; one that is not there is as good as deleted. */
const deleteList = callable(policy, async (context, { uid, input }): Promise<DeleteOutput> => {
  const { watchlistId } = input;
  const existed = await optimistically(() => deleteWatchlist(context.db, uid, watchlistId));
  return { watchlistId, existed };
});
// The name is a reserved word where it would be declared.
export { deleteList as delete };
