/**
 * `files/{fileId}`, the quota of each user, `fileBooks/{uid}`, and where the sweep is, `fileSweeps/current`. Whoever reserves a place commits against the
 * book's update time, so the quota is exact; whoever ends a file frees its place in the same commit, and the
 * guard on the file makes sure that it is freed once.
 */
import {
  FieldPath,
  FieldValue,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  type WriteBatch,
} from "firebase-admin/firestore";
import { newestFirstEnd } from "../platform/newest-first.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import type { FileKind, FileStatus } from "./contract.js";
import { bookSchema, emptyBook, fileRecordSchema, type FileBook, type FileRecord } from "./file.js";

const fileOf = (db: Firestore, fileId: string) => db.collection("files").doc(fileId);
const bookOf = (db: Firestore, uid: string) => db.collection("fileBooks").doc(uid);
const stored = (record: FileRecord) => withTimestamps(record, "createdAt", "updatedAt", "expiresAt");

/** A file with the time of its last write. */
export type FileVersion = { readonly record: FileRecord; readonly updateTime: Timestamp };
export type BookVersion = { readonly book: FileBook; readonly updateTime: Timestamp | undefined };

export async function readFile(db: Firestore, fileId: string): Promise<FileVersion | undefined> {
  const snapshot = await fileOf(db, fileId).get();
  const { updateTime } = snapshot;
  return updateTime && { record: fileRecordSchema.parse(withIsoTimes(snapshot.data() ?? {})), updateTime };
}

/** Those of the files that are there, by their ids; null where a document is malformed. */
export async function readFiles(
  db: Firestore,
  fileIds: readonly string[],
): Promise<ReadonlyMap<string, FileRecord | null>> {
  if (fileIds.length === 0) return new Map();
  const snapshots = await db.getAll(...fileIds.map((fileId) => fileOf(db, fileId)));
  const there = snapshots.filter(({ exists }) => exists);
  return new Map(there.map((snapshot) => [snapshot.id, readable(snapshot, fileRecordSchema) ?? null]));
}

export async function readBook(db: Firestore, uid: string): Promise<BookVersion> {
  const snapshot = await bookOf(db, uid).get();
  return { book: bookSchema.parse(snapshot.data() ?? emptyBook), updateTime: snapshot.updateTime };
}

/** Stores a file that takes a place of the quota; fails with `exists` or `conflict` where file or book are others. */
export async function reserveFile(db: Firestore, record: FileRecord, known: BookVersion): Promise<void> {
  const { book } = known;
  const batch = db.batch();
  batch.create(fileOf(db, record.fileId), stored(record));
  writeBook(db, batch, record.uid, known, {
    ...book,
    count: book.count + 1,
    bytes: book.bytes + (record.charged ?? 0),
  });
  await batch.commit();
}

function writeBook(
  db: Firestore,
  batch: WriteBatch,
  uid: string,
  { updateTime }: BookVersion,
  book: FileBook,
): void {
  if (updateTime) batch.update(bookOf(db, uid), { ...book }, { lastUpdateTime: updateTime });
  else batch.create(bookOf(db, uid), { ...book });
}

/** Stores a file that takes nothing of the quota, in place of the version that was read. */
export async function putFile(
  db: Firestore,
  record: FileRecord,
  known: FileVersion | undefined,
): Promise<void> {
  const batch = db.batch();
  if (known) batch.update(fileOf(db, record.fileId), stored(record), { lastUpdateTime: known.updateTime });
  else batch.create(fileOf(db, record.fileId), stored(record));
  await batch.commit();
}

/**
 * Changes a file, and gives its place of the quota back where it is charged no more.
 * @param also puts what else belongs to it into the same commit
 */
export async function changeFile(
  db: Firestore,
  known: FileVersion,
  change: Partial<FileRecord>,
  also: (batch: WriteBatch) => void = () => undefined,
): Promise<void> {
  const batch = db.batch();
  updateFile(db, batch, known, change);
  also(batch);
  await batch.commit();
}

function updateFile(
  db: Firestore,
  batch: WriteBatch,
  { record, updateTime }: FileVersion,
  change: Partial<FileRecord>,
): void {
  const next = { ...record, ...change };
  batch.update(fileOf(db, record.fileId), stored(next), { lastUpdateTime: updateTime });
  if (record.charged === null || next.charged === record.charged) return;
  const freed = { count: next.charged === null ? -1 : 0, bytes: (next.charged ?? 0) - record.charged };
  const increments = { count: FieldValue.increment(freed.count), bytes: FieldValue.increment(freed.bytes) };
  batch.set(bookOf(db, record.uid), increments, { merge: true });
}

/** An avatar takes the place of the one before it: both change in one commit, guarded by both and by the book. */
export async function replaceAvatar(
  db: Firestore,
  next: { readonly known: FileVersion; readonly change: Partial<FileRecord> },
  before: { readonly known: FileVersion; readonly change: Partial<FileRecord> } | undefined,
  book: BookVersion,
): Promise<void> {
  const batch = db.batch();
  const { fileId, uid, createdAt } = next.known.record;
  const avatar = { avatar: { fileId, createdAt } };
  if (book.updateTime) batch.update(bookOf(db, uid), avatar, { lastUpdateTime: book.updateTime });
  else batch.create(bookOf(db, uid), { ...emptyBook, ...avatar });
  updateFile(db, batch, next.known, next.change);
  if (before) updateFile(db, batch, before.known, before.change);
  await batch.commit();
}

/** Forgets a file that ended long ago. */
export async function forgetFile(db: Firestore, { record, updateTime }: FileVersion): Promise<void> {
  await fileOf(db, record.fileId).delete({ lastUpdateTime: updateTime });
}

/** `after`: time and id of the last row of the page before. */
export type FilesPage = { readonly limit: number; readonly after: readonly [string, string] | undefined };
export type FileFilters = {
  readonly kind?: FileKind | undefined;
  readonly status?: FileStatus | undefined;
};

/** A user's files, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listFiles(
  db: Firestore,
  uid: string,
  { kind, status }: FileFilters,
  { limit, after }: FilesPage,
): Promise<{ rows: FileRecord[]; last: [string, string] | null }> {
  let query: Query = db.collection("files").where("uid", "==", uid).where("listed", "==", true);
  if (kind) query = query.where("kind", "==", kind);
  if (status) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy("fileId", "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return {
    rows: page.flatMap((document) => readable(document, fileRecordSchema) ?? []),
    last: docs.length > limit ? newestFirstEnd(page.at(-1), "fileId") : null,
  };
}

function versions(documents: readonly DocumentSnapshot[]): FileVersion[] {
  return documents.flatMap((document) => {
    const record = readable(document, fileRecordSchema);
    return record && document.updateTime ? [{ record, updateTime: document.updateTime }] : [];
  });
}

export type DuePlace = { readonly hour: string; readonly fileId: string };

/** Files that the sweep has to look at in this hour, or had to in an earlier one. */
export async function listDue(
  db: Firestore,
  hour: string,
  { limit, after }: { readonly limit: number; readonly after: DuePlace | null },
): Promise<{ rows: FileVersion[]; next: DuePlace | null }> {
  let query: Query = db
    .collection("files")
    .where("dueHour", "<=", hour)
    .orderBy("dueHour")
    .orderBy(FieldPath.documentId());
  if (after) query = query.startAfter(after.hour, after.fileId);
  const { docs } = await query.limit(limit).get();
  const last = docs.length < limit ? undefined : docs.at(-1);
  return {
    rows: versions(docs),
    next: last ? { hour: last.get("dueHour") as string, fileId: last.id } : null,
  };
}

/** All files in the order of their ids. */
export async function scanFiles(
  db: Firestore,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ rows: FileVersion[]; next: string | null }> {
  let query: Query = db.collection("files").orderBy(FieldPath.documentId());
  if (after !== null) query = query.startAfter(after);
  const { docs } = await query.limit(limit).get();
  return { rows: versions(docs), next: docs.length < limit ? null : (docs.at(-1)?.id ?? null) };
}

/** Where the sweep's walks go on; null: from the beginning. */
export type SweepPlaces = { readonly record: string | null; readonly object: string | null };
const placesOf = (db: Firestore) => db.collection("fileSweeps").doc("current");

export async function readSweepPlaces(db: Firestore): Promise<SweepPlaces> {
  const data = (await placesOf(db).get()).data() ?? {};
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { record: text(data["record"]), object: text(data["object"]) };
}

export async function saveSweepPlaces(db: Firestore, places: SweepPlaces): Promise<void> {
  await placesOf(db).set(places);
}

/** Deletes records of a user. @returns how many */
export async function deleteRecordsOf(db: Firestore, uid: string, limit: number): Promise<number> {
  const { docs } = await db.collection("files").where("uid", "==", uid).limit(limit).select().get();
  if (docs.length === 0) return 0;
  const batch = db.batch();
  for (const { ref } of docs) batch.delete(ref);
  await batch.commit();
  return docs.length;
}

export async function deleteBook(db: Firestore, uid: string): Promise<void> {
  await bookOf(db, uid).delete();
}
