/**
 * Exact figures for the screen. Amounts arrive as decimal strings and leave as text; in between they are
 * integers, never floating-point numbers.
 */
import { divide, formatFixed, formatShortest, powerOfTen, readDecimal } from "@bourse/functions/money/amount";
import { settlementScale } from "@bourse/functions/money/asset";

/** Wider than any asset's own scale, so that figures of all assets can be read alike. */
const quantityScale = 18;
const priceScale = 12;

export const readUsd = (text: string): bigint => readDecimal(text, settlementScale);
const usdText = (cents: bigint): string => formatFixed(cents, settlementScale);

/** What a quantity is worth at a price, in cents, rounded half up for display. */
export function valueOf(quantity: string, price: string): bigint {
  const product = readDecimal(quantity, quantityScale) * readDecimal(price, priceScale);
  return divide(product, powerOfTen(quantityScale + priceScale - settlementScale), "half_up");
}

/** Adds two quantities. */
export function addQuantities(one: string, other: string): string {
  return formatShortest(readDecimal(one, quantityScale) + readDecimal(other, quantityScale), quantityScale);
}

export const isZero = (decimal: string): boolean => /^-?0(\.0+)?$/.test(decimal);

/** "Signed" writes a plus before a gain. */
type Sign = "plain" | "signed";

/** Groups the digits of a decimal string and leaves its decimals as they are: "-1234.50" is "−1,234.50". */
export function formatDecimal(text: string, sign: Sign = "plain"): string {
  const [, minus = "", integer = "", fraction = ""] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  const grouped = integer.replace(/\B(?=(\d{3})+$)/g, ",") + fraction;
  const plus = sign === "signed" && !isZero(text) ? "+" : "";
  return `${minus ? "−" : plus}${grouped}`;
}

/** A decimal string of USD: "1234.5" is "$1,234.50". Prices keep the decimals beyond cents that they have. */
export function formatUsd(text: string, sign: Sign = "plain"): string {
  const [integer = "0", fraction = ""] = text.split(".");
  const whole = `${integer}.${fraction.padEnd(settlementScale, "0")}`;
  return formatDecimal(whole, sign).replace(/^([+−]?)/, "$1$");
}

/** Cents as text: 123450n is "$1,234.50". */
export const formatCents = (cents: bigint, sign: Sign = "plain"): string => formatUsd(usdText(cents), sign);

/** A change as a percentage of what it changed, with two decimals; null where there was nothing. */
export function formatChange(change: bigint, base: bigint): string | null {
  if (base <= 0n) return null;
  const hundredths = divide((change < 0n ? -change : change) * 10_000n, base, "half_up");
  return `${formatDecimal(formatFixed(change < 0n ? -hundredths : hundredths, 2), "signed")}%`;
}

/** A percentage as a decimal string, with two decimals: "-1.23456" is "−1.23%". */
export function formatPercent(percent: string, sign: Sign = "plain"): string {
  const widest = readDecimal(percent, quantityScale);
  const hundredths = divide(widest < 0n ? -widest : widest, powerOfTen(quantityScale - 2), "half_up");
  return `${formatDecimal(formatFixed(widest < 0n ? -hundredths : hundredths, 2), sign)}%`;
}
