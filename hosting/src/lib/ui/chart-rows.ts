/**
 * What a chart draws. These are positions on a screen, not amounts: here, and only here, a price becomes a
 * floating-point number.
 */
export type Candle = {
  readonly start: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
};
/** `value`: null leaves a gap. */
export type Point = { readonly at: string; readonly value: string | null };

const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);

/** The library wants one row a second, in order: of two, the later one stands. */
function inOrder<Row extends { readonly time: number }>(rows: readonly Row[]): Row[] {
  const bySecond = new Map(rows.map((row) => [row.time, row]));
  return [...bySecond.values()].sort((one, other) => one.time - other.time);
}

export const candleRows = (candles: readonly Candle[]) =>
  inOrder(
    candles.map(({ start, open, high, low, close }) => ({
      time: seconds(start),
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
    })),
  );

export const pointRows = (points: readonly Point[]) =>
  inOrder(
    points.map(({ at, value }) => ({ time: seconds(at), ...(value !== null && { value: Number(value) }) })),
  );
