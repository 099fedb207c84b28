/** An asset's terms as the kernel takes them, remembered for some seconds: they stand on the placing path. */
import type { Firestore } from "firebase-admin/firestore";
import type { TradableTerms } from "../money/asset.js";
import { termsTrustedMs } from "../platform/config.js";
import { trusted } from "../platform/trusted.js";
import { termsOf } from "./asset.js";
import { readAsset } from "./store.js";

export type AssetTerms = (assetId: string) => Promise<TradableTerms | undefined>;

export function createAssetTerms(db: Firestore, clock: () => number): AssetTerms {
  const load = async (assetId: string) => {
    const record = await readAsset(db, assetId);
    return record && termsOf(record);
  };
  return trusted(load, termsTrustedMs, clock);
}
