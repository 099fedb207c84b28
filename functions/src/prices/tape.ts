/**
 * The tape of an asset: its latest ticks, the candles that they are building, and up to which tick matching has
 * evaluated them. It is written in the batch of the quote, so it ends with the quote's own tick and misses none.
 * Where it would outgrow its bound, the two oldest ticks become one that covers both: a low or high that nobody
 * has evaluated yet is never lost, only dated later.
 */
import { z } from "zod";
import { candleAfter, candleRecordSchema, highest, lowest } from "./candle.js";
import type { QuoteRecord } from "./quote.js";

export const tapeTicksMax = 120;

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

const tickSchema = z.strictObject({
  /** First sequence covered; the same as `sequence` but for the oldest tick of a full tape. */
  from: z.int().positive(),
  /** Last sequence covered. */
  sequence: z.int().positive(),
  price: decimal,
  low: decimal,
  high: decimal,
  /** Quantity available at the price; null: without bound. */
  depth: decimal.nullable(),
  at: z.iso.datetime(),
});
export type Tick = z.infer<typeof tickSchema>;

export const tapeRecordSchema = z.strictObject({
  assetId: z.string(),
  /** Oldest first, each beginning where the one before ends. */
  ticks: z.array(tickSchema).min(1).max(tapeTicksMax),
  /** The candles under construction. */
  candles: z.strictObject({ "1m": candleRecordSchema, "1h": candleRecordSchema, "1d": candleRecordSchema }),
  /** The last sequence that matching has evaluated; matching alone writes it. */
  evaluatedSequence: z.int().nonnegative(),
});
export type TapeRecord = z.infer<typeof tapeRecordSchema>;

export function tickOf({ sequence, price, low, high, depth, asOf }: QuoteRecord): Tick {
  const at = new Date(Date.parse(asOf)).toISOString();
  return { from: sequence, sequence, price, low, high, depth, at };
}

/** One tick that covers two: the extremes of both, everything else of the later. */
const merged = (earlier: Tick, later: Tick): Tick => ({
  ...later,
  from: earlier.from,
  low: lowest(earlier.low, later.low),
  high: highest(earlier.high, later.high),
});

function bounded(ticks: readonly Tick[]): Tick[] {
  const [first, second, ...rest] = ticks;
  if (ticks.length <= tapeTicksMax || !first || !second) return [...ticks];
  return [merged(first, second), ...rest];
}

/** Whether the tape ends with the quote of this sequence, as it does where both were read at one moment. */
export const endsAt = (tape: TapeRecord | undefined, sequence: number | undefined) =>
  tape?.ticks.at(-1)?.sequence === sequence;

/** The tape after the quote's tick. @param tape undefined: there is none yet */
export function tapeAfter(tape: TapeRecord | undefined, quote: QuoteRecord): TapeRecord {
  const tick = tickOf(quote);
  return {
    assetId: quote.assetId,
    ticks: bounded([...(tape?.ticks ?? []), tick]),
    candles: {
      "1m": candleAfter(tape?.candles["1m"], "1m", tick),
      "1h": candleAfter(tape?.candles["1h"], "1h", tick),
      "1d": candleAfter(tape?.candles["1d"], "1d", tick),
    },
    evaluatedSequence: tape?.evaluatedSequence ?? 0,
  };
}
