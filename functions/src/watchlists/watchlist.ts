/** The noun of `watchlists`: a named list of assets, one user's own. */
import { z } from "zod";

export const watchlistRecordSchema = z.strictObject({
  watchlistId: z.string(),
  name: z.string(),
  assetIds: z.array(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type WatchlistRecord = z.infer<typeof watchlistRecordSchema>;
