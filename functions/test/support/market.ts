/** Assets of a test's own: nobody else moves their price, and the market's tick is undone by the next quote. */
import assert from "node:assert/strict";
import { assetRecord, type AssetRecord } from "../../src/assets/asset.js";
import { saveAsset } from "../../src/assets/store.js";
import type { AssetStatus } from "../../src/money/asset.js";
import type { QuoteRecord } from "../../src/prices/quote.js";
import { advanceQuotes } from "../../src/prices/store.js";
import { adminDb, uniqueName } from "./backend.js";

type Given = {
  readonly assetId?: string;
  readonly name?: string;
  readonly status?: AssetStatus;
  readonly scale?: number;
  /** In the asset's smallest units. */
  readonly quantityStep?: bigint;
  readonly minQuantity?: bigint;
  readonly tickSize?: bigint;
  /** USD with two decimals; null: no quote. */
  readonly price?: string | null;
  readonly quote?: Partial<QuoteRecord>;
};

export const uniqueAssetId = () => uniqueName("T").toUpperCase();

/** Stores a tradable with a quote by hand, which stays good. Answers its id. */
export async function makeAsset(given: Given = {}): Promise<string> {
  const { assetId = uniqueAssetId(), status = "active", scale = 8, price = "100.00" } = given;
  const { quantityStep = 1n, minQuantity = 1n, tickSize = 1n } = given;
  const record: AssetRecord = assetRecord(
    { assetId, status, scale, quantityStep, minQuantity, priceScale: 2, tickSize },
    { name: given.name ?? `Test ${assetId}`, kind: "share", at: new Date().toISOString() },
  );
  await saveAsset(adminDb(), record);
  if (price !== null) await quote(assetId, price, given.quote);
  return assetId;
}

/** The next quote of an asset. */
export async function quote(
  assetId: string,
  price: string,
  more: Partial<QuoteRecord> = {},
): Promise<QuoteRecord> {
  const [written] = await advanceQuotes(adminDb(), [assetId], () => ({
    ...{ assetId, price, low: price, high: price, depth: null, validForMs: null },
    ...{ asOf: new Date().toISOString(), source: "manual" },
    ...more,
  }));
  assert.ok(written);
  return written;
}
