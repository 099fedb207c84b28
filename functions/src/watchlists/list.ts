import { callable, everyRole } from "../platform/callable.js";
import { listInput, watchlistsMax, type ListOutput } from "./contract.js";
import { listWatchlists } from "./store.js";

const policy = { name: "watchlists-list", roles: everyRole, rateClass: "read", input: listInput } as const;

/** The caller's lists, by their ids. */
export const list = callable(policy, async (context, { uid }): Promise<ListOutput> => {
  return { items: await listWatchlists(context.db, uid, watchlistsMax) };
});
