/** `mail/{mailId}`: the only code that reads and writes mail. */
import type { Timestamp } from "firebase-admin/firestore";
import { FieldPath, type DocumentSnapshot, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { dueHourOf } from "../platform/due-hour.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { isOver, mailRecordSchema, type MailDelivery, type MailRecord, type NewMail } from "./mail.js";

const mails = (db: Firestore) => db.collection("mail");

const documentOf = ({ mailId: _, ...mail }: NewMail) => withTimestamps(mail, "createdAt", "expiresAt");

/** Adds a mail to the commit of what it tells of. */
export function writeMail(db: Firestore, batch: WriteBatch, mail: NewMail): void {
  batch.create(mails(db).doc(mail.mailId), documentOf(mail));
}

/** Writes a mail, unless it was written before. */
export async function createMail(db: Firestore, mail: NewMail): Promise<void> {
  try {
    await mails(db).doc(mail.mailId).create(documentOf(mail));
  } catch (error) {
    if (classifyFirestoreError(error) !== "exists") throw error;
  }
}

export type MailVersion = {
  readonly mailId: string;
  readonly record: MailRecord;
  readonly updateTime: Timestamp;
};

/** Times inside `delivery` lie one level deeper than those that the converter knows. */
const storedSchema = z.preprocess((document) => {
  const { delivery, ...mail } = document as Record<string, unknown>;
  if (typeof delivery !== "object" || delivery === null) return mail;
  return { ...mail, delivery: withIsoTimes(delivery as Record<string, unknown>) };
}, mailRecordSchema);

function versionIn(snapshot: DocumentSnapshot): MailVersion | undefined {
  const { updateTime } = snapshot;
  const record = updateTime && readable(snapshot, storedSchema);
  return record && { mailId: snapshot.id, record, updateTime };
}

/** Undefined where it is not there or can't be read. */
export async function readMail(db: Firestore, mailId: string): Promise<MailVersion | undefined> {
  return versionIn(await mails(db).doc(mailId).get());
}

/** Changes a version's delivery; fails where it is another by now. @returns the version after */
export async function writeDelivery(
  db: Firestore,
  { mailId, record, updateTime }: MailVersion,
  delivery: MailDelivery,
  dueMs: number | null,
): Promise<MailVersion> {
  const stored = withTimestamps(delivery, "startTime", "endTime", "leaseExpireTime");
  const change = { delivery: stored, dueHour: dueMs === null ? null : dueHourOf(dueMs) };
  const { writeTime } = await mails(db).doc(mailId).update(change, { lastUpdateTime: updateTime });
  return { mailId, record: { ...record, delivery }, updateTime: writeTime };
}

/** Mail that is not over, due in this hour or before. @param after id of the last one of the page before */
export async function listDueMail(
  db: Firestore,
  hour: string,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after: readonly [hour: string, mailId: string] | null },
): Promise<{ rows: MailVersion[]; next: [hour: string, mailId: string] | null }> {
  let query = mails(db).where("dueHour", "<=", hour).orderBy("dueHour").orderBy(FieldPath.documentId());
  if (after) query = query.startAfter(...after);
  const { docs } = await query.limit(limit).get();
  const last = docs.length === limit ? docs.at(-1) : undefined;
  return {
    rows: docs.flatMap((document) => versionIn(document) ?? []).filter(({ record }) => !isOver(record)),
    next: last ? [last.get("dueHour") as string, last.id] : null,
  };
}

const usersMax = 20;

/** Addresses of users by their profiles; who has none is left out. */
export async function addressesOf(db: Firestore, uids: readonly string[]): Promise<string[]> {
  if (uids.length === 0) return [];
  const profiles = await db.getAll(...uids.slice(0, usersMax).map((uid) => db.doc(`users/${uid}`)));
  return profiles.flatMap((profile) => {
    const email: unknown = profile.get("email");
    return typeof email === "string" ? [email] : [];
  });
}

/** Deletes mail to a user, sent or not. @returns how many */
export async function deleteMailOf(db: Firestore, uid: string, limit: number): Promise<number> {
  const { docs } = await mails(db).where("uid", "==", uid).limit(limit).select().get();
  if (docs.length === 0) return 0;
  const batch = db.batch();
  for (const { ref } of docs) batch.delete(ref);
  await batch.commit();
  return docs.length;
}
