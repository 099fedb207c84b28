/** What is computed from the raw measurements. Times in milliseconds. */

/** One uninterrupted run of one contender. `latencies` holds one value a finished call, in any order. */
export type Slice = {
  readonly orders: number;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly latencies: readonly number[];
};

export type Summary = {
  readonly orders: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
};

/**
 * The smallest value that at least the given share of all values does not exceed (nearest rank): always a value
 * that was measured, never one between two.
 * @param sorted ascending
 * @param share in (0, 1]
 * @returns null where there are no values
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  if (!(share > 0 && share <= 1)) throw new RangeError("a share is above 0 and at most 1");
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

/** Slices count by their length: the rate is all orders over all the time, not the mean of rates. */
export function summarise(slices: readonly Slice[]): Summary {
  const sum = (value: (slice: Slice) => number) => slices.reduce((total, slice) => total + value(slice), 0);
  const orders = sum((slice) => slice.orders);
  const sorted = Float64Array.from(slices.flatMap(({ latencies }) => latencies)).sort();
  const rank = (share: number) => rounded(percentile(Array.from(sorted), share), 3);
  return {
    orders,
    failed: sum((slice) => slice.failed),
    perSecond: rounded(
      ratioOf(
        orders * 1000,
        sum((slice) => slice.elapsedMs),
      ) ?? 0,
      2,
    ),
    p50Ms: rank(0.5),
    p95Ms: rank(0.95),
    p99Ms: rank(0.99),
  };
}

/** Null in place of a division by zero: a reference that did nothing has no ratio. */
export function ratioOf(value: number | null, reference: number | null): number | null {
  return value === null || reference === null || reference === 0 ? null : value / reference;
}

/** Rounds for printing; null stays null. */
export function rounded(value: number, decimals: number): number;
export function rounded(value: number | null, decimals: number): number | null;
export function rounded(value: number | null, decimals: number): number | null {
  const factor = 10 ** decimals;
  return value === null ? null : Math.round(value * factor) / factor;
}
