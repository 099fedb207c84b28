/** `users/{uid}`: the only code that reads and writes profiles. */
import { Timestamp, type DocumentData, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { DomainError } from "../platform/errors.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { readable } from "../platform/readable.js";
import type { ProfileChange, Role } from "./contract.js";
import { profileRecordSchema, type ProfileRecord } from "./profile.js";

const reference = (db: Firestore, uid: string) => db.collection("users").doc(uid);
const parse = (data: DocumentData) => profileRecordSchema.parse(withIsoTimes(data));

/** Creates the profile; one that is there already stays as it is, so a repeated sign-up event changes nothing. */
export async function openProfile(db: Firestore, record: ProfileRecord): Promise<void> {
  try {
    await reference(db, record.uid).create(withTimestamps(record, "createdAt", "updatedAt"));
  } catch (error) {
    if (classifyFirestoreError(error) !== "exists") throw error;
  }
}

export async function findProfile(db: Firestore, uid: string): Promise<ProfileRecord | undefined> {
  const data = (await reference(db, uid).get()).data();
  return data && parse(data);
}

/** @throws DomainError `profile_not_found` */
export async function readProfile(db: Firestore, uid: string): Promise<ProfileRecord> {
  const profile = await findProfile(db, uid);
  if (!profile) throw new DomainError("profile_not_found");
  return profile;
}

/** Changes some fields and answers with the profile after. @throws DomainError `profile_not_found` */
export async function changeProfile(
  db: Firestore,
  uid: string,
  change: ProfileChange,
  nowMs: number,
): Promise<ProfileRecord> {
  return db.runTransaction(async (transaction) => {
    const data = (await transaction.get(reference(db, uid))).data();
    if (!data) throw new DomainError("profile_not_found");
    const record = { ...parse(data), ...change, updatedAt: new Date(nowMs).toISOString() };
    transaction.update(reference(db, uid), withTimestamps(record, "createdAt", "updatedAt"));
    return record;
  });
}

export const profileExists = async (db: Firestore, uid: string) => (await reference(db, uid).get()).exists;

/** The profile shows the role; Authentication holds it. */
export function writeProfileRole(
  db: Firestore,
  batch: WriteBatch,
  uid: string,
  role: Role,
  nowMs: number,
): void {
  batch.update(reference(db, uid), { role, updatedAt: Timestamp.fromMillis(nowMs) });
}

/** `after`: creation time, or address, and uid of the last row of the page before. */
export type ProfilesPage = {
  readonly limit: number;
  readonly after: readonly [string, string] | undefined;
};

/** The last character that sorts: an address that begins with a text is at most the text with this. */
const last = "\uf8ff";

/**
 * Profiles, newest first; with `search`, those whose address begins with it, by address.
 * @returns `rows` that can be read; `last`: where the next page begins, null after the last one
 */
export async function listProfiles(
  db: Firestore,
  search: string | undefined,
  { limit, after }: ProfilesPage,
): Promise<{ rows: ProfileRecord[]; last: [string, string] | null }> {
  const found = search
    ? db.collection("users").where("email", ">=", search).where("email", "<=", `${search}${last}`)
    : db.collection("users");
  const field = search ? "email" : "createdAt";
  const direction = search ? "asc" : "desc";
  let query = found.orderBy(field, direction).orderBy("uid", direction);
  if (after) {
    const [value, uid] = after;
    query = query.startAfter(search ? value : Timestamp.fromMillis(Date.parse(value)), uid);
  }
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  const rows = page.flatMap((document) => readable(document, profileRecordSchema) ?? []);
  const end = page.at(-1)?.data();
  const more = docs.length > limit && end !== undefined;
  return { rows, last: more ? endOf(end, field) : null };
}

function endOf(document: DocumentData, field: "email" | "createdAt"): [string, string] {
  const value: unknown = document[field];
  return [value instanceof Timestamp ? value.toDate().toISOString() : String(value), String(document["uid"])];
}

/** Removes the profile with everything below it: watchlists, alerts, notifications and their books. */
export async function eraseProfile(db: Firestore, uid: string): Promise<void> {
  await db.recursiveDelete(reference(db, uid));
}
