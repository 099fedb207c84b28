/**
 * Returns of a portfolio. Time-weighted: the product of (value before a flow ÷ value after the last flow), which leaves
 * the investor's own deposits and withdrawals out (CFA Institute, GIPS 2020, 2.A.20 ff.). Money-weighted: the rate at
 * which all flows and the end value are worth nothing today. Factors are counts of 10^-24, so that they multiply
 * exactly; only the money-weighted rate is a floating number.
 */
import { divide, formatFixed, readDecimal } from "../money/amount.js";

const factorScale = 24;
/** The factor that changes nothing. */
export const one = 10n ** BigInt(factorScale);

export const formatFactor = (factor: bigint) => formatFixed(factor, factorScale);
export const readFactor = (text: string) => readDecimal(text, factorScale);

/** An exact quotient of amounts in cents. */
export type Ratio = { readonly dividend: bigint; readonly divisor: bigint };

export const unchanged: Ratio = { dividend: 1n, divisor: 1n };

/** The ratio times `after ÷ before`. Nothing invested earns nothing: then it stays. */
export function grown({ dividend, divisor }: Ratio, before: bigint, after: bigint): Ratio {
  if (before <= 0n) return { dividend, divisor };
  return { dividend: dividend * after, divisor: divisor * before };
}

export const factorOf = ({ dividend, divisor }: Ratio) => divide(dividend * one, divisor, "half_up");

/** The index after each factor, beginning at one. From the first unknown factor on it is unknown. */
export function indexOver(factors: readonly (bigint | null)[]): (bigint | null)[] {
  let index: bigint | null = one;
  return factors.map((factor) => {
    index = index === null || factor === null ? null : divide(index * factor, one, "half_up");
    return index;
  });
}

/** The deepest fall below an earlier height, as a factor of that height: 0 is none, one is everything. */
export function maxDrawdown(indices: readonly bigint[]): bigint {
  let [peak, deepest] = [one, 0n];
  for (const index of indices) {
    if (index > peak) peak = index;
    const fall = divide((peak - index) * one, peak, "half_up");
    if (fall > deepest) deepest = fall;
  }
  return deepest;
}

const percentScale = 4;

/** Percent with four decimals, rounded half up away from zero: 0.21275 is "21.2750". */
export function formatPercent(factor: bigint): string {
  const size = factor < 0n ? -factor : factor;
  const rounded = divide(size * 100n * 10n ** BigInt(percentScale), one, "half_up");
  return formatFixed(factor < 0n ? -rounded : rounded, percentScale);
}

/** A payment into the portfolio, or out of it below zero; the end value is one out. Amounts in cents. */
export type Payment = { readonly atMs: number; readonly amount: bigint };

/** Fractions: 0.2 is 20 %. `yearly` is null where it is beyond any use. */
export type MoneyWeighted = { readonly period: number; readonly yearly: number | null };

const yearMs = 365 * 86_400_000;
const halvingsMax = 200;
const rateMax = 1e9;
const yearlyMax = 1e6;

/**
 * The money-weighted return over the time from the first payment to the last, and a year's at the same rate:
 * Σ amount × (1 + r)^(−days ÷ 365) = 0, solved by bisection in the rate of the whole period.
 * @returns null where no rate makes the sum zero
 */
export function moneyWeighted(payments: readonly Payment[]): MoneyWeighted | null {
  const times = payments.map(({ atMs }) => atMs);
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
  if (!(toMs > fromMs)) return null;
  const terms = payments.map(({ atMs, amount }) => ({
    amount: Number(amount),
    share: (atMs - fromMs) / (toMs - fromMs),
  }));
  const worth = (rate: number) =>
    terms.reduce((sum, { amount, share }) => sum + amount * (1 + rate) ** -share, 0);
  const period = rootOf(worth);
  if (period === null) return null;
  const yearly = (1 + period) ** (yearMs / (toMs - fromMs)) - 1;
  return { period, yearly: yearly < yearlyMax ? yearly : null };
}

function rootOf(worth: (rate: number) => number): number | null {
  let low = -1 + 1e-9;
  let high = 1;
  const atLow = Math.sign(worth(low));
  while (Math.sign(worth(high)) === atLow && high < rateMax) high *= 2;
  if (atLow === 0 || Math.sign(worth(high)) === atLow) return null;
  for (let halving = 0; halving < halvingsMax && high - low > Number.EPSILON; halving++) {
    const middle = (low + high) / 2;
    if (Math.sign(worth(middle)) === atLow) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Percent of a fraction, as `formatPercent` writes it. */
export const percentOf = (fraction: number) =>
  (fraction * 100).toFixed(percentScale).replace(/^-(0\.0*)$/, "$1");
