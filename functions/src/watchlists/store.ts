/**
 * `users/{uid}/watchlists/{watchlistId}` and the book of which there are, `users/{uid}/watchlistBooks/current`. A list
 * begins and ends together with its place in the book, and begins against the book's update time: so the number
 * of lists is exact without a lock on all of them.
 */
import { FieldValue, type DocumentSnapshot, type Firestore, type Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { readable } from "../platform/readable.js";
import { withTimestamps } from "../platform/timestamps.js";
import { watchlistRecordSchema, type WatchlistRecord } from "./watchlist.js";

const listsOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/watchlists`);
const bookOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/watchlistBooks`).doc("current");
const bookSchema = z.strictObject({ ids: z.array(z.string()) });
const read = (document: DocumentSnapshot) => readable(document, watchlistRecordSchema);

/** A list and the user's book as they were read together, for a write that is guarded by both. */
export type WatchlistVersion = {
  readonly record: WatchlistRecord | undefined;
  readonly updateTime: Timestamp | undefined;
  readonly bookIds: readonly string[];
  readonly bookTime: Timestamp | undefined;
};

export async function readWatchlist(
  db: Firestore,
  uid: string,
  watchlistId: string,
): Promise<WatchlistVersion> {
  const [list, book] = await db.getAll(listsOf(db, uid).doc(watchlistId), bookOf(db, uid));
  const { ids } = bookSchema.parse(book?.data() ?? { ids: [] });
  return {
    record: list?.exists ? read(list) : undefined,
    updateTime: list?.updateTime,
    ...{ bookIds: ids, bookTime: book?.updateTime },
  };
}

/** Stores a list in place of the version that was read; fails with `exists` or `conflict` where it is another by now. */
export async function replaceWatchlist(
  db: Firestore,
  uid: string,
  record: WatchlistRecord,
  { updateTime, bookIds, bookTime }: WatchlistVersion,
): Promise<void> {
  const batch = db.batch();
  const reference = listsOf(db, uid).doc(record.watchlistId);
  const document = withTimestamps(record, "createdAt", "updatedAt");
  if (updateTime) batch.update(reference, document, { lastUpdateTime: updateTime });
  else {
    batch.create(reference, document);
    const book = { ids: [...bookIds, record.watchlistId] };
    if (bookTime) batch.update(bookOf(db, uid), book, { lastUpdateTime: bookTime });
    else batch.create(bookOf(db, uid), book);
  }
  await batch.commit();
}

/** @returns whether the list was there */
export async function deleteWatchlist(db: Firestore, uid: string, watchlistId: string): Promise<boolean> {
  const reference = listsOf(db, uid).doc(watchlistId);
  const { updateTime } = await reference.get();
  if (!updateTime) return false;
  const batch = db.batch();
  batch.delete(reference, { lastUpdateTime: updateTime });
  batch.set(bookOf(db, uid), { ids: FieldValue.arrayRemove(watchlistId) }, { merge: true });
  await batch.commit();
  return true;
}

/** A user's lists by their ids. */
export async function listWatchlists(db: Firestore, uid: string, limit: number): Promise<WatchlistRecord[]> {
  const { docs } = await listsOf(db, uid).limit(limit).get();
  return docs.flatMap((document) => read(document) ?? []);
}
