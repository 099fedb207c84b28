import { knownAssetIds } from "../assets/store.js";
import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { saveInput, watchlistsMax, type SaveOutput } from "./contract.js";
import { readWatchlist, replaceWatchlist } from "./store.js";

const policy = { name: "watchlists-save", roles: everyRole, rateClass: "read", input: saveInput } as const;

/** Creates or replaces a list of the caller. The same input again writes nothing. */
export const save = callable(policy, async (context, { uid, input }): Promise<SaveOutput> => {
  const { watchlistId, name, assetIds } = input;
  const known = await knownAssetIds(context.db, assetIds);
  const unknown = assetIds.flatMap((assetId, index) => (known.has(assetId) ? [] : [index]));
  if (unknown.length > 0) {
    throw new DomainError("input_is_invalid", {
      issues: unknown.map((index) => ({ field: `assetIds.${index}`, message: "is not known" })),
    });
  }
  const at = new Date(context.clock()).toISOString();
  return optimistically(async () => {
    const version = await readWatchlist(context.db, uid, watchlistId);
    const { record: current, updateTime, bookIds } = version;
    if (current?.name === name && current.assetIds.join() === assetIds.join()) {
      return { watchlist: current, replayed: true };
    }
    if (!updateTime && bookIds.length >= watchlistsMax) {
      throw new DomainError("too_many_watchlists", { facts: { limit: String(watchlistsMax) } });
    }
    const createdAt = current?.createdAt ?? at;
    const watchlist = { watchlistId, name, assetIds, createdAt, updatedAt: at };
    await replaceWatchlist(context.db, uid, watchlist, version);
    return { watchlist, replayed: false };
  });
});
