/**
 * `quotes/{assetId}` is the current quote, `tapes/{assetId}` its latest ticks, `assets/{assetId}/candles/{id}` its
 * candles. One batch writes all of an asset's, guarded by the version of its quote.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { FieldPath, Timestamp, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { coalesced } from "../platform/coalesce.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { optimistically } from "../platform/optimistic.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { candleExpiry, candleId, type CandleRecord } from "./candle.js";
import { quoteRecordSchema, type QuoteRecord } from "./quote.js";
import { endsAt, tapeAfter, tapeRecordSchema, tickOf, type TapeRecord } from "./tape.js";

const collection = "quotes";
const tapes = "tapes";

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
  if (assetIds.length === 0) return quotes;
  const snapshots = await db.getAll(...assetIds.map((assetId) => db.collection(collection).doc(assetId)));
  for (const snapshot of snapshots) {
    const data = snapshot.data();
    if (data) quotes.set(snapshot.id, quoteRecordSchema.parse(withIsoTimes(data)));
  }
  return quotes;
}

/** The tape of an asset; undefined where it was never quoted. */
export async function readTape(db: Firestore, assetId: string): Promise<TapeRecord | undefined> {
  const data = (await db.collection(tapes).doc(assetId).get()).data();
  return data && tapeRecordSchema.parse(data);
}

/** Tapes by asset, from the one after `after`. */
export async function listTapes(
  db: Firestore,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<TapeRecord[]> {
  let query = db.collection(tapes).orderBy(FieldPath.documentId());
  if (after !== undefined) query = query.startAfter(after);
  return (await query.limit(limit).get()).docs.map((document) => tapeRecordSchema.parse(document.data()));
}

/** Notes that matching has evaluated the tape up to a sequence. Ticks that are written meanwhile stay. */
export async function markEvaluated(db: Firestore, assetId: string, sequence: number): Promise<void> {
  await optimistically(() => db.collection(tapes).doc(assetId).update({ evaluatedSequence: sequence }));
}

type Version = {
  readonly assetId: string;
  readonly quote: QuoteRecord | undefined;
  readonly updateTime: Timestamp | undefined;
  readonly tape: TapeRecord | undefined;
};

async function readVersions(db: Firestore, assetIds: readonly string[]): Promise<Version[]> {
  if (assetIds.length === 0) return [];
  const references = [collection, tapes].flatMap((name) => assetIds.map((id) => db.collection(name).doc(id)));
  const snapshots = await db.getAll(...references);
  return assetIds.map((assetId, at) => {
    const [quote, tape] = [snapshots[at], snapshots[assetIds.length + at]];
    const [quoteData, tapeData] = [quote?.data(), tape?.data()];
    return {
      assetId,
      quote: quoteData && quoteRecordSchema.parse(withIsoTimes(quoteData)),
      updateTime: quote?.updateTime,
      tape: tapeData && tapeRecordSchema.parse(tapeData),
    };
  });
}

const attemptsMax = 20;
const backoffFirstMs = 10;
const backoffLongestMs = 320;

/** With full jitter: writers of one asset would meet again otherwise. */
const backoff = (attempt: number) =>
  sleep(Math.random() * Math.min(backoffFirstMs * 2 ** attempt, backoffLongestMs));

/**
 * Makes the next quotes from the current ones and writes them together with their tapes and candles, or nothing:
 * each is guarded by the version it was made from, so quotes of an asset follow each other without a gap whoever
 * writes them. Where the answer to a write was lost, the tape tells whether it happened: no tick is written twice.
 * @param make the next quote without its sequence; undefined leaves the asset as it is
 * @returns the quotes written
 */
export async function advanceQuotes(
  db: Firestore,
  assetIds: readonly string[],
  make: (assetId: string, current: QuoteRecord | undefined) => Omit<QuoteRecord, "sequence"> | undefined,
): Promise<QuoteRecord[]> {
  const tried: QuoteRecord[][] = [];
  for (let attempt = 1; ; attempt++) {
    const versions = await readVersions(db, assetIds);
    const done = tried.find((quotes) => happened(quotes, versions));
    if (done) return done;
    // A read that the SDK resumed is not of one moment. Where it still differs, somebody deleted one of the two.
    if (attempt === 1 && versions.some(({ tape, quote }) => !endsAt(tape, quote?.sequence))) continue;
    const batch = db.batch();
    const written = versions.flatMap((version) => {
      const next = make(version.assetId, version.quote);
      if (!next) return [];
      const quote = { ...next, sequence: (version.quote?.sequence ?? 0) + 1 };
      advance(db, batch, version, quote);
      return [quote];
    });
    if (written.length === 0) return [];
    tried.push(written);
    try {
      await batch.commit();
      return written;
    } catch (error) {
      if (classifyFirestoreError(error) === "permanent" || attempt >= attemptsMax) throw error;
      await backoff(attempt);
    }
  }
}

/** Whether the batch of these quotes was written although its answer was not "done". */
function happened(written: readonly QuoteRecord[], versions: readonly Version[]): boolean {
  const byAsset = new Map(versions.map((version) => [version.assetId, version]));
  return written.every((quote) => {
    const { quote: current, tape } = byAsset.get(quote.assetId) ?? {};
    const isCurrent = current?.sequence === quote.sequence;
    // The tape does not tell these two.
    if (isCurrent && (current.source !== quote.source || current.validForMs !== quote.validForMs))
      return false;
    return tape?.ticks.some((tick) => isDeepStrictEqual(tick, tickOf(quote))) ?? false;
  });
}

function advance(db: Firestore, batch: WriteBatch, version: Version, quote: QuoteRecord): void {
  const { assetId, updateTime } = version;
  const reference = db.collection(collection).doc(assetId);
  const document = withTimestamps(quote, "asOf");
  if (updateTime) batch.update(reference, document, { lastUpdateTime: updateTime });
  else batch.create(reference, document);
  // A tape that does not end at its quote belongs to one that was deleted: sequences begin anew.
  const before = endsAt(version.tape, version.quote?.sequence) ? version.tape : undefined;
  const tape = tapeAfter(before, quote);
  const tapeReference = db.collection(tapes).doc(assetId);
  // Matching notes its progress beside this write: an update of the other fields leaves it alone.
  if (before) batch.update(tapeReference, { ticks: tape.ticks, candles: tape.candles });
  else batch.set(tapeReference, tape);
  setCandles(db, batch, assetId, Object.values(tape.candles));
}

function setCandles(
  db: Firestore,
  batch: WriteBatch,
  assetId: string,
  candles: readonly CandleRecord[],
): void {
  const reference = db.collection(`assets/${assetId}/candles`);
  for (const candle of candles) {
    const expiry = candleExpiry(candle);
    const expiresAt = expiry === null ? null : Timestamp.fromMillis(Date.parse(expiry));
    batch.set(reference.doc(candleId(candle)), { ...withTimestamps(candle, "start"), expiresAt });
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
  setCandles(db, batch, assetId, candles);
  await batch.commit();
}
