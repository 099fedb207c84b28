import { z } from "zod";
import { assetIdSchema } from "../money/wire.js";
import { callable } from "../platform/callable.js";
import type { Context } from "../platform/context.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { readQuotes } from "../prices/store.js";
import { assetView } from "./asset.js";
import { cachedPage } from "./cached.js";
import { listInput, type ListOutput } from "./contract.js";
import { listAssets, type AssetFilters } from "./store.js";

const policy = { name: "assets-list", roles: "anyone", rateClass: "public", input: listInput } as const;
const cursorShape = z.tuple([assetIdSchema]);

/** Assets with their quotes, by id. */
export const list = callable(policy, async (context, { input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const [after] = cursor === undefined ? [] : readCursor(cursor, [policy.name, filters], cursorShape);
  const load = () => readPage(context.db, filters, { limit, after });
  // What people type is asked for once or twice; the lists that open the app by everybody.
  return filters.search ? load() : cachedPage(context.cache, { ...filters, limit, after }, load);
});

async function readPage(
  db: Context["db"],
  filters: AssetFilters,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<ListOutput> {
  const rows = await listAssets(db, filters, { limit: limit + 1, after });
  const page = rows.slice(0, limit);
  const ids = page.map(({ assetId }) => assetId);
  const quotes = await readQuotes(db, ids);
  const last = ids.at(-1);
  return {
    items: page.map((asset) => assetView(asset, quotes.get(asset.assetId))),
    nextCursor: rows.length > limit && last ? writeCursor([last], [policy.name, filters]) : null,
  };
}
