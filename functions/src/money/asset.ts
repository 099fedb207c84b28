/**
 * An asset is anything held: the settlement currency `USD` or a tradable such as `BTC`. It owns its scale,
 * steps, ticks and status; whoever handles an amount asks the asset how to read and write it.
 */
import { formatFixed, formatShortest, powerOfTen } from "./amount.js";

/** The settlement currency: every price, cost and fee is in it. */
export const settlementAssetId = "USD";
/** Decimals of the settlement currency. */
export const settlementScale = 2;

export const assetStatuses = ["active", "halted", "delisted"] as const;
export type AssetStatus = (typeof assetStatuses)[number];

/** What the kernel needs to know of a tradable. Amounts are counts of the asset's smallest unit. */
export type TradableTerms = {
  assetId: string;
  status: AssetStatus;
  /** Decimals of a quantity, 0 to 18. Never changes once entries exist. */
  scale: number;
  /** A quantity is a multiple of this. */
  quantityStep: bigint;
  minQuantity: bigint;
  /** Decimals of a price in USD, 0 to 12. */
  priceScale: number;
  /** A price is a multiple of this, in units of `priceScale`. */
  tickSize: bigint;
};

/** Writes an amount the one way it is written everywhere: money with all its decimals, a quantity without zeros. */
export function formatAmount(amount: bigint, assetId: string, scale: number): string {
  return assetId === settlementAssetId ? formatFixed(amount, scale) : formatShortest(amount, scale);
}

/**
 * The divisor that turns quantity × price into cents:
 * quantity (10^scale) × price (10^priceScale) ÷ 10^(scale + priceScale − 2).
 */
export function valueDivisor(terms: Pick<TradableTerms, "scale" | "priceScale">): bigint {
  const exponent = terms.scale + terms.priceScale - settlementScale;
  if (exponent < 0)
    throw new RangeError("an asset's scale and price scale together are at least that of USD");
  return powerOfTen(exponent);
}
