import { callable } from "../platform/callable.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { readQuotes } from "../prices/store.js";
import { assetView } from "./asset.js";
import { cachedAsset } from "./cached.js";
import { getInput, type AssetView } from "./contract.js";
import { readAsset } from "./store.js";

const policy = { name: "assets-get", roles: "anyone", rateClass: "public", input: getInput } as const;

/** One asset with its quote. */
export const get = callable(policy, async (context, { input }): Promise<AssetView> => {
  const { assetId } = input;
  const asset = await cachedAsset(context.cache, assetId, () => readView(context.db, assetId));
  if (!asset) throw new DomainError("asset_not_found");
  return asset;
});

async function readView(db: Context["db"], assetId: string): Promise<AssetView | undefined> {
  const [asset, quotes] = await Promise.all([readAsset(db, assetId), readQuotes(db, [assetId])]);
  return asset && assetView(asset, quotes.get(assetId));
}
