/** `users/{uid}/notifications/{notificationId}`: the only code that reads and writes them. */
import { Timestamp, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { newestFirstEnd } from "../platform/newest-first.js";
import { readable } from "../platform/readable.js";
import { withTimestamps } from "../platform/timestamps.js";
import { notificationRecordSchema, type NewNotification, type NotificationRecord } from "./notification.js";

const collectionOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/notifications`);

/**
 * Adds a notification to the commit of what it tells of. The commit fails with `exists` where it was told before:
 * let the guard of the cause decide that, and make the id from the cause.
 */
export function writeNotification(
  db: Firestore,
  batch: WriteBatch,
  { quiet: _, ...notification }: NewNotification,
  readAt: string | null = null,
): void {
  const { uid, notificationId } = notification;
  const document = withTimestamps({ ...notification, readAt }, "createdAt", "readAt");
  batch.create(collectionOf(db, uid).doc(notificationId), document);
}

const unreadOf = (db: Firestore, uid: string) => collectionOf(db, uid).where("readAt", "==", null);

/**
 * How many are unread, by counting: a thousand cost one read, and no counter has to be kept right beside every
 * notification and every mark. The sort is what lets the list's own index serve it.
 */
export async function countUnread(db: Firestore, uid: string): Promise<number> {
  const query = unreadOf(db, uid).orderBy("createdAt", "desc").orderBy("notificationId", "desc");
  return (await query.count().get()).data().count;
}

/** `after`: time and id of the last row of the page before. */
export type NotificationsPage = {
  readonly limit: number;
  readonly after: readonly [string, string] | undefined;
};

/**
 * A user's notifications, newest first.
 * @returns `rows` that can be read; `last`: where the next page begins, null after the last one
 */
export async function listNotifications(
  db: Firestore,
  uid: string,
  { unreadOnly }: { readonly unreadOnly: boolean },
  { limit, after }: NotificationsPage,
): Promise<{ rows: NotificationRecord[]; last: [string, string] | null }> {
  let query: Query = unreadOnly ? unreadOf(db, uid) : collectionOf(db, uid);
  query = query.orderBy("createdAt", "desc").orderBy("notificationId", "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return {
    rows: page.flatMap((document) => readable(document, notificationRecordSchema) ?? []),
    last: docs.length > limit ? newestFirstEnd(page.at(-1), "notificationId") : null,
  };
}

/** Marks what is unread of these; the first time of reading stays. @returns those that are there, as they are now */
export async function readNotifications(
  db: Firestore,
  uid: string,
  ids: readonly string[],
  at: string,
): Promise<NotificationRecord[]> {
  const snapshots = await db.getAll(...ids.map((id) => collectionOf(db, uid).doc(id)));
  const batch = db.batch();
  const readAt = Timestamp.fromMillis(Date.parse(at));
  let changed = false;
  const rows = snapshots.flatMap((snapshot) => {
    const record = snapshot.exists ? readable(snapshot, notificationRecordSchema) : undefined;
    if (!record) return [];
    if (record.readAt !== null || !snapshot.updateTime) return [record];
    batch.update(snapshot.ref, { readAt }, { lastUpdateTime: snapshot.updateTime });
    changed = true;
    return [{ ...record, readAt: at }];
  });
  if (changed) await batch.commit();
  return rows;
}
