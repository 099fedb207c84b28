/** What a change of an asset must not break: amounts that are stored, and the quote that is traded on. */
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { readDecimal } from "../money/amount.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import type { QuoteRecord } from "../prices/quote.js";
import { readQuotes } from "../prices/store.js";
import { assetRecord, type AssetRecord } from "./asset.js";
import type { saveInput } from "./contract.js";
import { assetChanged } from "./cached.js";
import { readAssetVersion, replaceAsset, type AssetChange } from "./store.js";

export type SaveRequest = z.output<typeof saveInput>;

/**
 * The asset as it is to be. Entries, orders and alerts hold amounts in the asset's scales, so both are fixed from the
 * first save on, whether or not something has been stored by then: nobody has to look.
 * @throws DomainError `scale_is_fixed`, `quote_is_off_tick`
 */
export function savedAsset(
  current: AssetRecord | undefined,
  quote: QuoteRecord | undefined,
  input: SaveRequest,
  at: string,
): AssetRecord {
  const { assetId, name, kind, scale, priceScale } = input;
  if (current) requireSameScales(current, input);
  const tickSize = readDecimal(input.tickSize, priceScale);
  const next = assetRecord(
    {
      ...{ assetId, scale, priceScale, tickSize },
      status: input.status ?? current?.status ?? "active",
      quantityStep: readDecimal(input.quantityStep, scale),
      minQuantity: readDecimal(input.minQuantity, scale),
    },
    { name, kind, at, coingeckoId: input.coingeckoId ?? null },
  );
  if (current && quote && next.tickSize !== current.tickSize) requireOnTick(quote, tickSize, priceScale);
  if (!current) return next;
  const coingeckoId = input.coingeckoId === undefined ? current.coingeckoId : input.coingeckoId;
  return { ...next, coingeckoId, createdAt: current.createdAt };
}

function requireSameScales(current: AssetRecord, input: SaveRequest): void {
  const changed = (["scale", "priceScale"] as const).filter((field) => input[field] !== current[field]);
  if (changed.length === 0) return;
  throw new DomainError("scale_is_fixed", {
    issues: changed.map((field) => ({ field, message: `is ${current[field]} for ever` })),
  });
}

/** A quote that is off the tick could not have been set; the simulated market would jump back onto it. */
function requireOnTick(quote: QuoteRecord, tickSize: bigint, priceScale: number): void {
  if (readDecimal(quote.price, priceScale) % tickSize === 0n) return;
  throw new DomainError("quote_is_off_tick", {
    issues: [{ field: "tickSize", message: `the current quote, ${quote.price}, is no multiple of it` }],
    facts: { price: quote.price },
  });
}

/**
 * Changes an asset and writes down who did, in one commit guarded by the version that was read: of two admins at
 * once the second decides again on what the first has left. A change to what is there already writes nothing.
 * @param decide the asset after the change
 * @returns the asset as it is stored, with its quote
 */
export function changeAsset(
  context: Context,
  { kind, uid, assetId }: Pick<AssetChange, "kind" | "uid"> & { readonly assetId: string },
  decide: (current: AssetRecord | undefined, quote: QuoteRecord | undefined) => AssetRecord,
): Promise<{ record: AssetRecord; quote: QuoteRecord | undefined }> {
  const { db } = context;
  return optimistically(async () => {
    const [{ record: before, updateTime }, quotes] = await Promise.all([
      readAssetVersion(db, assetId),
      readQuotes(db, [assetId]),
    ]);
    const quote = quotes.get(assetId);
    const after = decide(before, quote);
    if (before && isDeepStrictEqual({ ...after, updatedAt: before.updatedAt }, before)) {
      return { record: before, quote };
    }
    await replaceAsset(db, { kind, uid, before, after }, updateTime);
    await assetChanged(context.cache, assetId);
    return { record: after, quote };
  });
}
