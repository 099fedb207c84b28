import { z } from "zod";
import { assetIdSchema } from "../money/wire.js";
import { callable } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { readQuotes } from "../prices/store.js";
import { assetView } from "./asset.js";
import { listInput, type ListOutput } from "./contract.js";
import { listAssets } from "./store.js";

const policy = { name: "assets-list", roles: "anyone", input: listInput } as const;
const cursorShape = z.tuple([assetIdSchema]);

/** Assets with their quotes, by id. */
export const list = callable(policy, async (context, { input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const [after] = cursor === undefined ? [] : readCursor(cursor, asked, cursorShape);
  const rows = await listAssets(context.db, filters, { limit: limit + 1, after });
  const page = rows.slice(0, limit);
  const ids = page.map(({ assetId }) => assetId);
  const quotes = await readQuotes(context.db, ids);
  const last = ids.at(-1);
  return {
    items: page.map((asset) => assetView(asset, quotes.get(asset.assetId))),
    nextCursor: rows.length > limit && last ? writeCursor([last], asked) : null,
  };
});
