/** A candle: the prices of an asset over one interval, in USD. */
import { z } from "zod";

export const candleIntervals = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 } as const;

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const candleRecordSchema = z.strictObject({
  interval: z.enum(["1m", "1h", "1d"]),
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
