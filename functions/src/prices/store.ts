/** `quotes/{assetId}`: one document an asset, the current quote. */
import { Timestamp, type Firestore } from "firebase-admin/firestore";
import { candleId, type CandleRecord } from "./candle.js";
import { coalesced } from "../platform/coalesce.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { quoteRecordSchema, type QuoteRecord } from "./quote.js";

const collection = "quotes";

/** The quote of an asset, read after it was asked for. */
export type QuoteReader = (assetId: string) => Promise<QuoteRecord | undefined>;

export function createQuoteReader(db: Firestore): QuoteReader {
  return coalesced((assetIds) => readQuotes(db, assetIds));
}

export async function readQuotes(
  db: Firestore,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, QuoteRecord>> {
  const quotes = new Map<string, QuoteRecord>();
  for (const { record } of await readVersions(db, assetIds)) if (record) quotes.set(record.assetId, record);
  return quotes;
}

async function readVersions(db: Firestore, assetIds: readonly string[]) {
  if (assetIds.length === 0) return [];
  const snapshots = await db.getAll(...assetIds.map((assetId) => db.collection(collection).doc(assetId)));
  return snapshots.map((snapshot) => {
    const data = snapshot.data();
    const record = data && quoteRecordSchema.parse(withIsoTimes(data));
    return { record, reference: snapshot.ref, updateTime: snapshot.updateTime };
  });
}

const attemptsMax = 5;

/**
 * Makes the next quotes from the current ones and writes them together, or none: each is guarded by the version
 * it was made from, so quotes of an asset follow each other without a gap whoever writes them.
 * @param make the next quote without its sequence; undefined leaves the asset as it is
 * @returns the quotes written
 */
export async function advanceQuotes(
  db: Firestore,
  assetIds: readonly string[],
  make: (assetId: string, current: QuoteRecord | undefined) => Omit<QuoteRecord, "sequence"> | undefined,
): Promise<QuoteRecord[]> {
  for (let attempt = 1; ; attempt++) {
    const versions = await readVersions(db, assetIds);
    const batch = db.batch();
    const written: QuoteRecord[] = [];
    for (const { record, reference, updateTime } of versions) {
      const next = make(reference.id, record);
      if (!next) continue;
      const quote = { ...next, sequence: (record?.sequence ?? 0) + 1 };
      const document = withTimestamps(quote, "asOf");
      if (updateTime) batch.update(reference, document, { lastUpdateTime: updateTime });
      else batch.create(reference, document);
      written.push(quote);
    }
    try {
      if (written.length > 0) await batch.commit();
      return written;
    } catch (error) {
      const failure = classifyFirestoreError(error);
      if ((failure !== "conflict" && failure !== "exists") || attempt >= attemptsMax) throw error;
    }
  }
}

/** When the newest quote of all was made; undefined where there is none. */
export async function newestQuoteTime(db: Firestore): Promise<Date | undefined> {
  const snapshot = await db.collection(collection).orderBy("asOf", "desc").limit(1).get();
  const asOf: unknown = snapshot.docs[0]?.get("asOf");
  return asOf instanceof Timestamp ? asOf.toDate() : undefined;
}

/** Writes candles of an asset, over those that are there. */
export async function saveCandles(
  db: Firestore,
  assetId: string,
  candles: readonly CandleRecord[],
): Promise<void> {
  const batch = db.batch();
  const collectionReference = db.collection(`assets/${assetId}/candles`);
  for (const candle of candles) {
    batch.set(collectionReference.doc(candleId(candle)), withTimestamps(candle, "start"));
  }
  await batch.commit();
}
