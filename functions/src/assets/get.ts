import { callable } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { readQuotes } from "../prices/store.js";
import { assetView } from "./asset.js";
import { getInput, type AssetView } from "./contract.js";
import { readAsset } from "./store.js";

const policy = { name: "assets-get", roles: "anyone", input: getInput } as const;

/** One asset with its quote. */
export const get = callable(policy, async (context, { input }): Promise<AssetView> => {
  const { assetId } = input;
  const [asset, quotes] = await Promise.all([
    readAsset(context.db, assetId),
    readQuotes(context.db, [assetId]),
  ]);
  if (!asset) throw new DomainError("asset_not_found");
  return assetView(asset, quotes.get(assetId));
});
