/**
 * `users/{uid}/alerts/{alertId}` and the book of those that are open, `users/{uid}/alertBooks/current`: a bounded
 * map from alert to expiry. Whoever opens an alert commits against the book's update time, so the number of open
 * alerts is exact; whoever closes one takes it out of the book in the same commit.
 */
import {
  FieldValue,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  type QueryDocumentSnapshot,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { newestFirstEnd } from "../platform/newest-first.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { alertRecordSchema, type AlertRecord } from "./alert.js";

const alertsOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/alerts`);
const bookOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/alertBooks`).doc("current");

const bookSchema = z.strictObject({ open: z.record(z.string(), z.instanceof(Timestamp)) });

export type AlertBook = {
  /** Expiry by alert: milliseconds since 1970. */
  readonly open: ReadonlyMap<string, number>;
  readonly updateTime: Timestamp | undefined;
};

/** An alert with the time of its last write. */
export type AlertVersion = { readonly record: AlertRecord; readonly updateTime: Timestamp };

export async function readAlert(
  db: Firestore,
  uid: string,
  alertId: string,
): Promise<AlertVersion | undefined> {
  const snapshot = await alertsOf(db, uid).doc(alertId).get();
  const { updateTime } = snapshot;
  return updateTime && { record: alertRecordSchema.parse(withIsoTimes(snapshot.data() ?? {})), updateTime };
}

export async function readBook(db: Firestore, uid: string): Promise<AlertBook> {
  const snapshot = await bookOf(db, uid).get();
  const { open } = bookSchema.parse(snapshot.data() ?? { open: {} });
  const entries = Object.entries(open).map(([id, expiry]) => [id, expiry.toMillis()] as const);
  return { open: new Map(entries), updateTime: snapshot.updateTime };
}

/** Fields of an alert's document when it ends. */
export type AlertEnd =
  | { readonly status: "deleted" | "expired" }
  | {
      readonly status: "triggered";
      readonly triggeredAt: string;
      readonly triggeredPrice: string;
      readonly triggeredSequence: number;
    };

const endOf = (end: AlertEnd) => ({
  ...(end.status === "triggered" ? withTimestamps(end, "triggeredAt") : end),
  open: false,
});

/** Stores a new alert, or none: fails with `exists` or `conflict` where alert or book have changed since. */
export async function openAlert(db: Firestore, alert: AlertRecord, book: AlertBook): Promise<void> {
  const { uid, alertId, expiresAt } = alert;
  const batch = db.batch();
  batch.create(alertsOf(db, uid).doc(alertId), withTimestamps(alert, "createdAt", "expiresAt"));
  writeBook(db, batch, uid, book, new Map([...book.open, [alertId, Date.parse(expiresAt)]]));
  await batch.commit();
}

function writeBook(
  db: Firestore,
  batch: WriteBatch,
  uid: string,
  { updateTime }: AlertBook,
  open: ReadonlyMap<string, number>,
): void {
  const times = [...open].map(([id, expiryMs]) => [id, Timestamp.fromMillis(expiryMs)] as const);
  const document = { open: Object.fromEntries(times) };
  if (updateTime) batch.update(bookOf(db, uid), document, { lastUpdateTime: updateTime });
  else batch.create(bookOf(db, uid), document);
}

/** Closes alerts that are past their expiry, guarded by the book they were found in. */
export async function expireAlerts(
  db: Firestore,
  uid: string,
  book: AlertBook,
  ids: readonly string[],
): Promise<void> {
  const snapshots = await db.getAll(...ids.map((id) => alertsOf(db, uid).doc(id)));
  const batch = db.batch();
  // The book's guard holds these too: whoever closes an alert changes the book.
  for (const { ref, exists } of snapshots) if (exists) batch.update(ref, endOf({ status: "expired" }));
  const left = [...book.open].filter(([id]) => !ids.includes(id));
  writeBook(db, batch, uid, book, new Map(left));
  await batch.commit();
}

/** Ends an open alert. @param also puts what else belongs to it into the same commit */
export async function endAlert(
  db: Firestore,
  { record, updateTime }: AlertVersion,
  end: AlertEnd,
  also: (batch: WriteBatch) => void = () => undefined,
): Promise<void> {
  const { uid, alertId } = record;
  const batch = db.batch();
  batch.update(alertsOf(db, uid).doc(alertId), endOf(end), { lastUpdateTime: updateTime });
  batch.set(bookOf(db, uid), { open: { [alertId]: FieldValue.delete() } }, { merge: true });
  also(batch);
  await batch.commit();
}

export type Crossed = {
  readonly assetId: string;
  readonly direction: AlertRecord["direction"];
  /** The highest price for `above`, the lowest for `below`. */
  readonly price: number;
};

/**
 * Open alerts of all users whose price number has been reached.
 * @returns `last`: where the next page begins, null after the last one
 */
export async function listCrossed(
  db: Firestore,
  { assetId, direction, price }: Crossed,
  { limit, after }: { readonly limit: number; readonly after: DocumentSnapshot | null },
): Promise<{ rows: AlertVersion[]; last: DocumentSnapshot | null }> {
  let query: Query = db.collectionGroup("alerts").where("assetId", "==", assetId).where("open", "==", true);
  query =
    direction === "above"
      ? query.where("triggerAbove", "<=", price).orderBy("triggerAbove")
      : query.where("triggerBelow", ">=", price).orderBy("triggerBelow", "desc");
  if (after) query = query.startAfter(after);
  const { docs } = await query.limit(limit).get();
  return { rows: docs.flatMap(versionOf), last: docs.length < limit ? null : (docs.at(-1) ?? null) };
}

function versionOf(document: QueryDocumentSnapshot): AlertVersion[] {
  const record = readable(document, alertRecordSchema);
  return record ? [{ record, updateTime: document.updateTime }] : [];
}

/** `after`: time and id of the last row of the page before. */
export type AlertsPage = { readonly limit: number; readonly after: readonly [string, string] | undefined };

/** A user's alerts, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listAlerts(
  db: Firestore,
  uid: string,
  { status }: { readonly status?: AlertRecord["status"] | undefined },
  { limit, after }: AlertsPage,
): Promise<{ rows: AlertRecord[]; last: [string, string] | null }> {
  let query: Query = alertsOf(db, uid);
  if (status) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy("alertId", "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return {
    rows: page.flatMap((document) => readable(document, alertRecordSchema) ?? []),
    last: docs.length > limit ? newestFirstEnd(page.at(-1), "alertId") : null,
  };
}
