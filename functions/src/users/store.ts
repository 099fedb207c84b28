/** `users/{uid}`: the only code that reads and writes profiles. */
import type { DocumentData, Firestore } from "firebase-admin/firestore";
import { DomainError } from "../platform/errors.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import type { ProfileChange } from "./contract.js";
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

/** @throws DomainError `profile_not_found` */
export async function readProfile(db: Firestore, uid: string): Promise<ProfileRecord> {
  const data = (await reference(db, uid).get()).data();
  if (!data) throw new DomainError("profile_not_found");
  return parse(data);
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
