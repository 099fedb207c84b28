/**
 * `securityEvents/{id}`: who did what that matters for security, written with the change that it tells of.
 * `denials/{subject}`: who is blocked for a time; Redis is asked in its place as long as it answers.
 */
import {
  FieldPath,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { denialSchema, subjectKey, type Denial, type Subject } from "./denial.js";
import type { FailureKind } from "./failure-rules.js";

/** `by` of what nobody did by hand. */
const systemActor = "system";

/** `uid` or `address`: whom it is about; `by`: who did it. Nothing in an event names a person otherwise. */
export type SecurityEvent =
  | ({ readonly uid: string; readonly by: string } & UserEvent)
  | (({ readonly uid: string } | { readonly address: string }) & { readonly by: string } & SubjectEvent);

type UserEvent =
  | { readonly kind: "role_changed"; readonly before: string | null; readonly after: string }
  | { readonly kind: "user_blocked"; readonly why: string }
  | { readonly kind: "user_unblocked" }
  | { readonly kind: "sessions_revoked"; readonly sessions: number }
  | { readonly kind: "user_deleted" };

type SubjectEvent =
  | { readonly kind: "failures_repeated"; readonly failure: FailureKind; readonly points: number }
  | { readonly kind: "denied_for_now"; readonly why: string; readonly until: string; readonly nth: number }
  | { readonly kind: "denial_lifted" };

/** Adds an event to the commit of what it tells of. @param id where a repeat must be the same event */
export function writeSecurityEvent(
  db: Firestore,
  batch: WriteBatch,
  event: SecurityEvent,
  atMs: number,
  id?: string,
): void {
  const events = db.collection("securityEvents");
  const ref = id === undefined ? events.doc() : events.doc(id);
  batch.create(ref, { ...event, at: Timestamp.fromMillis(atMs) });
}

export const aboutSubject = ({ kind, who }: Subject) => (kind === "user" ? { uid: who } : { address: who });

/** Notes repeated failures: once a subject, kind and window, however many there are. */
export async function noteFailures(
  db: Firestore,
  subject: Subject,
  { failure, points, windowMs }: { failure: FailureKind; points: number; windowMs: number },
  nowMs: number,
): Promise<void> {
  const id = `failures.${failure}.${subjectKey(subject)}.${Math.floor(nowMs / windowMs)}`;
  const batch = db.batch();
  const event = { kind: "failures_repeated", failure, points, by: systemActor } as const;
  writeSecurityEvent(db, batch, { ...event, ...aboutSubject(subject) }, nowMs, id);
  await batch.commit().catch((error: unknown) => {
    if (classifyFirestoreError(error) !== "exists") throw error;
  });
}

const denialsOf = (db: Firestore) => db.collection("denials");

/** Writes a denial over an earlier one of its subject, with the event that tells of it. */
export async function saveDenial(db: Firestore, denial: Denial): Promise<void> {
  const { subject, who, why, until, nth, by, startedAt } = denial;
  const about: Subject = { kind: subject, who };
  const batch = db.batch();
  batch.set(denialsOf(db).doc(subjectKey(about)), withTimestamps(denial, "startedAt", "until", "expiresAt"));
  const event = { kind: "denied_for_now", why, until, nth, by: by ?? systemActor } as const;
  writeSecurityEvent(db, batch, { ...event, ...aboutSubject(about) }, Date.parse(startedAt));
  await batch.commit();
}

/** The denial that was written last, whether or not it still holds. */
export async function readDenial(db: Firestore, subject: Subject): Promise<Denial | undefined> {
  const data = (await denialsOf(db).doc(subjectKey(subject)).get()).data();
  return data && denialSchema.parse(withIsoTimes(data));
}

/** Deletes a subject's denial, with the event that tells of it. @returns whether it still held */
export async function deleteDenial(
  db: Firestore,
  subject: Subject,
  by: string,
  nowMs: number,
): Promise<boolean> {
  const found = await denialsOf(db).doc(subjectKey(subject)).get();
  const { updateTime, ref } = found;
  if (!updateTime) return false;
  const batch = db.batch();
  batch.delete(ref, { lastUpdateTime: updateTime });
  const until: unknown = found.get("until");
  if (!(until instanceof Timestamp) || until.toMillis() <= nowMs) {
    await batch.commit();
    return false;
  }
  const event = { kind: "denial_lifted", by, ...aboutSubject(subject) } as const;
  writeSecurityEvent(db, batch, event, nowMs);
  await batch.commit();
  return true;
}

/** Denials that hold, the one that ends last first. */
export async function listDenials(db: Firestore, nowMs: number, limit: number): Promise<Denial[]> {
  const holding = denialsOf(db).where("until", ">", Timestamp.fromMillis(nowMs)).orderBy("until", "desc");
  const { docs } = await holding.limit(limit).get();
  return docs.flatMap((found) => readable(found, denialSchema) ?? []);
}

const eventSchema = z.looseObject({
  kind: z.string(),
  uid: z.string().nullish(),
  address: z.string().nullish(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type SecurityEventRecord = z.infer<typeof eventSchema> & { readonly id: string };

export type EventFilters = {
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  readonly address?: string | undefined;
  /** Inclusive, and exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};
/** `after`: time and id of the last row of the page before. */
export type EventsPage = { readonly limit: number; readonly after: readonly [string, string] | undefined };

/** Events, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listSecurityEvents(
  db: Firestore,
  { kind, uid, address, from, to }: EventFilters,
  { limit, after }: EventsPage,
): Promise<{ rows: SecurityEventRecord[]; last: [string, string] | null }> {
  const moment = (text: string) => Timestamp.fromMillis(Date.parse(text));
  let query: Query = db.collection("securityEvents");
  for (const [field, value] of Object.entries({ kind, uid, address })) {
    if (value !== undefined) query = query.where(field, "==", value);
  }
  if (from) query = query.where("at", ">=", moment(from));
  if (to) query = query.where("at", "<", moment(to));
  query = query.orderBy("at", "desc").orderBy(FieldPath.documentId(), "desc");
  if (after) query = query.startAfter(moment(after[0]), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return { rows: page.flatMap(readEvent), last: docs.length > limit ? endOf(page.at(-1)) : null };
}

function readEvent(found: DocumentSnapshot): SecurityEventRecord[] {
  const event = readable(found, eventSchema);
  return event ? [{ ...event, id: found.id }] : [];
}

function endOf(document: DocumentSnapshot | undefined): [string, string] | null {
  const at: unknown = document?.get("at");
  return document && at instanceof Timestamp ? [at.toDate().toISOString(), document.id] : null;
}
