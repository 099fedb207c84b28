/**
 * A candle: the prices of an asset over one interval, in USD. It begins with the interval's first tick, grows with
 * each later one, and an interval without ticks has none. Ticks come in the order of their sequence: one that is
 * dated before the candle under construction counts to that candle, because the older one is closed.
 */
import { z } from "zod";
import { readDecimal } from "../money/amount.js";

export const candleIntervals = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 } as const;
export type CandleInterval = keyof typeof candleIntervals;
export const candleIntervalNames = ["1m", "1h", "1d"] as const satisfies readonly CandleInterval[];

const dayMs = candleIntervals["1d"];
/** How long a candle is kept after its start; null: for ever. */
export const candleRetentionMs: Record<CandleInterval, number | null> = {
  "1m": 7 * dayMs,
  "1h": 400 * dayMs,
  "1d": null,
};

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const candleRecordSchema = z.strictObject({
  interval: z.enum(candleIntervalNames),
  /** When the interval begins. */
  start: z.iso.datetime(),
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
});
export type CandleRecord = z.infer<typeof candleRecordSchema>;

/** Id of a candle's document: an interval of an asset has one. */
export const candleId = ({ interval, start }: CandleRecord) => `${interval}-${start.replaceAll(":", "")}`;

/** When a candle may be deleted; null: never. From then on no reader shows it. */
export function candleExpiry({ interval, start }: CandleRecord): string | null {
  const retentionMs = candleRetentionMs[interval];
  return retentionMs === null ? null : new Date(Date.parse(start) + retentionMs).toISOString();
}

/** Decimals that no price passes: prices of one asset compare as counts of these. */
const priceScaleMax = 12;
const isLess = (left: string, right: string) =>
  readDecimal(left, priceScaleMax) < readDecimal(right, priceScaleMax);
export const lowest = (left: string, right: string) => (isLess(right, left) ? right : left);
export const highest = (left: string, right: string) => (isLess(left, right) ? right : left);

/** A tick as a candle sees it: prices in USD, `at` in ISO 8601. */
type CandleTick = {
  readonly price: string;
  readonly low: string;
  readonly high: string;
  readonly at: string;
};

/** The candle under construction after one more tick. @param open the one before; undefined: there is none yet */
export function candleAfter(
  open: CandleRecord | undefined,
  interval: CandleInterval,
  { price, low, high, at }: CandleTick,
): CandleRecord {
  const lengthMs = candleIntervals[interval];
  const startMs = Math.floor(Date.parse(at) / lengthMs) * lengthMs;
  if (!open || startMs > Date.parse(open.start)) {
    return { interval, start: new Date(startMs).toISOString(), open: price, high, low, close: price };
  }
  return { ...open, high: highest(open.high, high), low: lowest(open.low, low), close: price };
}
