/** Every asset there is, by id, live. Quotes are heard apart: they change by the second, assets hardly ever. */
import type { AssetView } from "@bourse/functions/assets/contract";
import { limit, orderBy } from "firebase/firestore";
import { watchCollection } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

export type Asset = Omit<AssetView, "quote">;

/** Bound of what one screen listens to. */
export const assetsMax = 500;

export const watchAssets = () =>
  liveQuery(
    ["assets"],
    watchCollection<Asset, Asset>(["assets"], [orderBy("assetId"), limit(assetsMax)], (document) => document),
  );
