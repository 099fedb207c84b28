/** Values of quantities at prices, and shares of a whole. For display: the ledger never rounds like this. */
import { divide, formatFixed, powerOfTen, readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { QuoteRecord } from "../prices/quote.js";

/**
 * Value of a quantity in cents, rounded half up.
 * @param quantity a count of 10^-scale
 * @param price USD, with whatever decimals it has
 */
export function valueOfHolding(quantity: bigint, scale: number, price: string): bigint {
  const priceScale = price.split(".")[1]?.length ?? 0;
  const product = quantity * readDecimal(price, priceScale);
  const exponent = scale + priceScale - settlementScale;
  return exponent < 0 ? product * powerOfTen(-exponent) : divide(product, powerOfTen(exponent), "half_up");
}

/** Whether a quote is older than it may be traded on: it still tells a value, an old one. */
export function isStale(quote: QuoteRecord, nowMs: number, maxQuoteAgeMs: number): boolean {
  const { asOf, source, validForMs } = quote;
  const limit = validForMs ?? (source === "manual" ? null : maxQuoteAgeMs);
  return limit !== null && nowMs - Date.parse(asOf) > limit;
}

const whole = 10_000n;
const percentScale = 2;

/**
 * Shares of the sum in percent with two decimals, by the method of the largest remainder: they sum to exactly
 * "100.00". Equal remainders go to the one that comes first.
 * @param amounts not below zero
 * @returns null where there is nothing to share
 */
export function weightsOf(amounts: readonly bigint[]): string[] | null {
  const sum = amounts.reduce((left, right) => left + right, 0n);
  if (sum === 0n) return null;
  const shares = amounts.map((amount) => (amount * whole) / sum);
  const open = Number(whole - shares.reduce((left, right) => left + right, 0n));
  const byRemainder = amounts
    .map((amount, at) => ({ at, remainder: (amount * whole) % sum }))
    .sort(
      (left, right) => Number(right.remainder > left.remainder) - Number(right.remainder < left.remainder),
    );
  for (const { at } of byRemainder.slice(0, open)) shares[at] = (shares[at] ?? 0n) + 1n;
  return shares.map((share) => formatFixed(share, percentScale));
}
