/** One asset, live; null where there is none of that id. */
import { watchDocument } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";
import type { Asset } from "./watch-assets.js";

export const watchAsset = (assetId: string) =>
  liveQuery(
    ["asset", assetId],
    watchDocument<Asset, Asset | null>(["assets", assetId], (document) => document),
  );
