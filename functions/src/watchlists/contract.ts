/** The callables of `watchlists`: assets that the caller keeps an eye on. */
import { z } from "zod";
import { assetIdSchema, clientId, shownText } from "../money/wire.js";

/** Lists that a user may have. */
export const watchlistsMax = 20;
const assetsMax = 100;

export const watchlistSchema = z.strictObject({
  watchlistId: z.string(),
  name: z.string(),
  assetIds: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WatchlistView = z.infer<typeof watchlistSchema>;

/** The list as it is to be, assets in the order of the caller. The same again writes nothing. */
export const saveInput = z.strictObject({
  watchlistId: clientId,
  name: shownText(40),
  assetIds: z
    .array(assetIdSchema)
    .max(assetsMax)
    .superRefine((assetIds, context) => {
      for (const [index, assetId] of assetIds.entries()) {
        if (assetIds.indexOf(assetId) === index) continue;
        context.addIssue({ code: "custom", path: [index], message: "is on the list before" });
      }
    }),
});
export type SaveInput = z.input<typeof saveInput>;
/** `replayed`: it was like this already. */
export const saveOutput = z.strictObject({ watchlist: watchlistSchema, replayed: z.boolean() });
export type SaveOutput = z.infer<typeof saveOutput>;

export const deleteInput = z.strictObject({ watchlistId: clientId });
export type DeleteInput = z.input<typeof deleteInput>;
/** `existed`: false where there was no such list, so nothing was written. */
export const deleteOutput = z.strictObject({ watchlistId: z.string(), existed: z.boolean() });
export type DeleteOutput = z.infer<typeof deleteOutput>;

/** All of them at once: they are few. */
export const listInput = z.strictObject({});
export const listOutput = z.strictObject({ items: z.array(watchlistSchema) });
export type ListOutput = z.infer<typeof listOutput>;
