/**
 * `standings/{uid}`, which the user's own clients watch; `blocks/{uid}`, why a user is blocked, which they do not;
 * and `settings/admins`, the book of the admins who may not all go.
 */
import type { Auth, UserRecord } from "firebase-admin/auth";
import type { DocumentData, DocumentSnapshot, Firestore, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { roleSchema, type Role } from "../users/contract.js";
import { newStanding, standingRecordSchema, type Standing, type StandingRecord } from "./standing.js";

const standingOf = (db: Firestore, uid: string) => db.collection("standings").doc(uid);
const blockOf = (db: Firestore, uid: string) => db.collection("blocks").doc(uid);
const adminsOf = (db: Firestore) => db.collection("settings").doc("admins");

function parse(document: DocumentData): StandingRecord {
  const sessions = Object.entries((document["sessions"] ?? {}) as Record<string, Record<string, unknown>>);
  return standingRecordSchema.parse({
    ...withIsoTimes(document),
    sessions: Object.fromEntries(sessions.map(([id, session]) => [id, withIsoTimes(session)])),
  });
}

function documentOf(record: StandingRecord): DocumentData {
  const sessions = Object.entries(record.sessions);
  return {
    ...withTimestamps(record, "sessionsFrom", "changedAt"),
    sessions: Object.fromEntries(sessions.map(([id, session]) => [id, withTimestamps(session, "startedAt")])),
  };
}

/** As much of Authentication's record of a user as a standing needs. */
export type SignIn = Pick<UserRecord, "disabled" | "customClaims" | "tokensValidAfterTime">;

/** The role in Authentication's record of a user. */
export function roleOf({ customClaims }: Pick<UserRecord, "customClaims">): Role | null {
  const role = roleSchema.safeParse(customClaims?.["role"]);
  return role.success ? role.data : null;
}

/** Authentication's record of a user; undefined where there is none. */
export async function findUser(auth: Auth, uid: string): Promise<UserRecord | undefined> {
  try {
    return await auth.getUser(uid);
  } catch (error) {
    if ((error as { code?: string }).code === "auth/user-not-found") return undefined;
    // The token is not at fault: whoever asks may try again.
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
}

/** The truth about a user, from both places that hold it. */
export async function loadStanding(db: Firestore, auth: Auth, uid: string): Promise<Standing> {
  const [user, record] = await Promise.all([findUser(auth, uid), readStanding(db, uid)]);
  return standingFrom(user, record);
}

/** What both places say of a user, taken together. */
export function standingFrom(user: SignIn | undefined, record: StandingRecord | undefined): Standing {
  const since = [user?.tokensValidAfterTime, record?.sessionsFrom].map((time) =>
    time ? Date.parse(time) : 0,
  );
  return {
    known: user !== undefined,
    disabled: user?.disabled ?? false,
    blocked: record?.blocked ?? false,
    deleted: record?.deleted ?? false,
    role: user ? roleOf(user) : null,
    validFromMs: Math.max(...since),
    sessionIds: Object.keys(record?.sessions ?? {}),
  };
}

export async function readStanding(db: Firestore, uid: string): Promise<StandingRecord | undefined> {
  const data = (await standingOf(db, uid).get()).data();
  return data && parse(data);
}

/**
 * Changes a standing, and what belongs to the change, in one commit that is guarded by what was read. A user who
 * has none yet starts with a new one.
 * @param change answers with the standing as it is to be, or null where nothing is to be written; adds to the batch
 * what is to be written along. It may run more than once
 */
export async function changeStanding(
  db: Firestore,
  uid: string,
  nowMs: number,
  change: (
    record: StandingRecord,
    batch: WriteBatch,
  ) => StandingRecord | null | Promise<StandingRecord | null>,
): Promise<void> {
  await optimistically(async () => {
    const snapshot = await standingOf(db, uid).get();
    const data = snapshot.data();
    const before = data ? parse(data) : newStanding(uid, null, new Date(nowMs).toISOString());
    const batch = db.batch();
    const after = await change(before, batch);
    if (after) writeGuarded(batch, snapshot, documentOf(after));
    await batch.commit();
  });
}

/** Writes a document over the version that was read, and over no other. */
function writeGuarded(
  batch: WriteBatch,
  { ref, updateTime }: DocumentSnapshot,
  document: DocumentData,
): void {
  if (updateTime) batch.update(ref, document, { lastUpdateTime: updateTime });
  else batch.create(ref, document);
}

const bookSchema = z.strictObject({ uids: z.array(z.string()) });

async function readBook(db: Firestore): Promise<{ book: DocumentSnapshot; admins: string[] }> {
  const book = await adminsOf(db).get();
  return { book, admins: book.exists ? bookSchema.parse(book.data()).uids : [] };
}

/** Enters a user into the book of admins. */
export async function enterAdmin(db: Firestore, batch: WriteBatch, uid: string): Promise<void> {
  const { book, admins } = await readBook(db);
  if (!admins.includes(uid)) writeGuarded(batch, book, { uids: [...admins, uid].sort() });
}

/**
 * Strikes a user from the book of admins.
 * @throws DomainError `last_admin_stays` where nobody else would be left in it
 */
export async function strikeAdmin(db: Firestore, batch: WriteBatch, uid: string): Promise<void> {
  const { book, admins } = await readBook(db);
  const left = admins.filter((admin) => admin !== uid);
  if (left.length === 0) throw new DomainError("last_admin_stays");
  if (left.length < admins.length) writeGuarded(batch, book, { uids: left });
}

const blockSchema = z.strictObject({ why: z.string(), by: z.string(), at: z.iso.datetime() });
export type BlockRecord = z.infer<typeof blockSchema>;

export function writeBlock(db: Firestore, batch: WriteBatch, uid: string, block: BlockRecord): void {
  batch.set(blockOf(db, uid), withTimestamps(block, "at"));
}

export function deleteBlock(db: Firestore, batch: WriteBatch, uid: string): void {
  batch.delete(blockOf(db, uid));
}

/** Why each of these users is blocked, where one is, in their order. */
export async function readBlocks(db: Firestore, uids: readonly string[]): Promise<(BlockRecord | null)[]> {
  if (uids.length === 0) return [];
  const snapshots = await db.getAll(...uids.map((uid) => blockOf(db, uid)));
  return snapshots.map((snapshot) => {
    const data = snapshot.data();
    return data ? blockSchema.parse(withIsoTimes(data)) : null;
  });
}

/** Opens the standing of a user who has none: for seeds and for the first admin. */
export async function openStanding(db: Firestore, uid: string, role: Role, nowMs: number): Promise<void> {
  await changeStanding(db, uid, nowMs, async (record, batch) => {
    if (role === "admin") await enterAdmin(db, batch, uid);
    if (record.role === role) return null;
    return { ...record, role, changedAt: new Date(nowMs).toISOString() };
  });
}
