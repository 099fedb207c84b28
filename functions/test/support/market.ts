/** Assets of a test's own: nobody else moves their price, and the market's tick is undone by the next quote. */
import assert from "node:assert/strict";
import { assetRecord, type AssetRecord } from "../../src/assets/asset.js";
import { assetChanged } from "../../src/assets/cached.js";
import { saveAsset } from "../../src/assets/store.js";
import type { AssetStatus } from "../../src/money/asset.js";
import { createCache, type Cache } from "../../src/platform/cache.js";
import { redisSettings } from "../../src/platform/config.js";
import { createRedis } from "../../src/platform/redis.js";
import { quotesChanged } from "../../src/prices/cached.js";
import type { QuoteRecord } from "../../src/prices/quote.js";
import { advanceQuotes, readQuotes } from "../../src/prices/store.js";
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

/** Quotes in one batch. */
const quotesAtOnce = 100;

export const uniqueAssetId = () => uniqueName("T").toUpperCase();

let made: Cache | undefined;
/** The cache of the running stack: what is written past the functions, they must be told. */
export const cache = (): Cache => (made ??= createCache(createRedis(redisSettings())));

/** Stores a tradable with a quote by hand, which stays good. Answers its id. */
export async function makeAsset(given: Given = {}): Promise<string> {
  const { assetId = uniqueAssetId(), status = "active", scale = 8, price = "100.00" } = given;
  const { quantityStep = 1n, minQuantity = 1n, tickSize = 1n } = given;
  const record: AssetRecord = assetRecord(
    { assetId, status, scale, quantityStep, minQuantity, priceScale: 2, tickSize },
    { name: given.name ?? `Test ${assetId}`, kind: "share", at: new Date().toISOString() },
  );
  await saveAsset(adminDb(), record);
  await assetChanged(cache(), assetId);
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
  await quotesChanged(cache());
  return written;
}

/**
 * Remembers every quote. A tick moves all of them and makes them go stale, and other tests trade on them.
 * @returns what quotes each asset again as it was
 */
export async function rememberQuotes(): Promise<() => Promise<void>> {
  const { docs } = await adminDb().collection("quotes").get();
  const known = await readQuotes(
    adminDb(),
    docs.map(({ id }) => id),
  );
  return async () => {
    const moved = await readQuotes(adminDb(), [...known.keys()]);
    const again = [...known.keys()].filter((id) => moved.get(id)?.sequence !== known.get(id)?.sequence);
    for (let start = 0; start < again.length; start += quotesAtOnce) {
      await advanceQuotes(adminDb(), again.slice(start, start + quotesAtOnce), (assetId) =>
        known.get(assetId),
      );
    }
    await quotesChanged(cache());
  };
}
