/** Reads of `assets/{assetId}/candles`. */
import type { Firestore } from "firebase-admin/firestore";
import { Timestamp } from "firebase-admin/firestore";
import { withIsoTimes } from "../platform/timestamps.js";
import { candleRecordSchema, candleRetentionMs, type CandleInterval, type CandleRecord } from "./candle.js";

/** As stored: when TTL may delete it is for TTL alone. */
const candleDocumentSchema = candleRecordSchema
  .extend({ expiresAt: candleRecordSchema.shape.start.nullable() })
  .transform(({ expiresAt: _, ...candle }): CandleRecord => candle);

/** Candles that begin at `fromMs` or later and before `toMs`; undefined: without that bound. */
export type CandleRange = { readonly fromMs: number | undefined; readonly toMs: number | undefined };

/** The newest candles of a range, newest first. Those past their time are not shown, deleted or not. */
export async function readCandles(
  db: Firestore,
  { assetId, interval }: { assetId: string; interval: CandleInterval },
  { fromMs, toMs }: CandleRange,
  { limit, nowMs }: { limit: number; nowMs: number },
): Promise<CandleRecord[]> {
  const retentionMs = candleRetentionMs[interval];
  // A candle expires when its start is this old to the millisecond.
  const keptMs = retentionMs === null ? undefined : nowMs - retentionMs + 1;
  const bounds = [fromMs, keptMs].filter((bound) => bound !== undefined);
  let query = db.collection(`assets/${assetId}/candles`).where("interval", "==", interval);
  if (bounds.length > 0) query = query.where("start", ">=", Timestamp.fromMillis(Math.max(...bounds)));
  if (toMs !== undefined) query = query.where("start", "<", Timestamp.fromMillis(toMs));
  const snapshot = await query.orderBy("start", "desc").limit(limit).get();
  return snapshot.docs.map((document) => candleDocumentSchema.parse(withIsoTimes(document.data())));
}
