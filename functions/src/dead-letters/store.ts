/** `deadLetters/{function.taskId}`: work that was given up, with the last error, for a person to look at. */
import { FieldPath, Timestamp, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { readable } from "../platform/readable.js";
import { withIsoTimes } from "../platform/timestamps.js";

export type DeadLetter = {
  /** Deployed name, `<folder>-<file>`. */
  readonly function: string;
  readonly taskId: string;
  readonly payload: unknown;
  readonly reason: string;
  /** The last error's own message; it never reaches a client. */
  readonly error: string;
  readonly attempts: number;
  readonly correlationId: string;
  readonly atMs: number;
};

/** A payload is shown to a person: what is longer is cut. */
const textLengthMax = 10_000;

/** Ids of tasks are unique in their queue only. */
export const deadLetterPath = (functionName: string, taskId: string) =>
  `deadLetters/${functionName}.${taskId}`;

/** Writes the letter over an earlier one of the same task. */
export async function saveDeadLetter(db: Firestore, letter: DeadLetter): Promise<void> {
  const batch = db.batch();
  writeDeadLetter(db, batch, letter);
  await batch.commit();
}

/** Puts the letter into the commit of what has failed. */
export function writeDeadLetter(db: Firestore, batch: WriteBatch, letter: DeadLetter): void {
  const { atMs, payload, error, ...fields } = letter;
  batch.set(db.doc(deadLetterPath(letter.function, letter.taskId)), {
    ...fields,
    // As text: Firestore refuses lists in lists, and nobody asks for what is inside.
    payload: (JSON.stringify(payload) ?? "").slice(0, textLengthMax),
    error: error.slice(0, textLengthMax),
    at: Timestamp.fromMillis(atMs),
    retriedAt: null,
    retriedBy: null,
  });
}

const letterSchema = z.strictObject({
  function: z.string(),
  taskId: z.string(),
  payload: z.string(),
  reason: z.string(),
  error: z.string(),
  attempts: z.int(),
  correlationId: z.string(),
  at: z.iso.datetime(),
  retriedAt: z.iso.datetime().nullable(),
  retriedBy: z.string().nullable(),
});
/** A letter as it is kept; `payload` is JSON, cut where it was too long. */
export type DeadLetterRecord = z.infer<typeof letterSchema> & { readonly letterId: string };
export type DeadLetterVersion = { readonly letter: DeadLetterRecord; readonly updateTime: Timestamp };

const lettersOf = (db: Firestore) => db.collection("deadLetters");

export async function readDeadLetter(
  db: Firestore,
  letterId: string,
): Promise<DeadLetterVersion | undefined> {
  const snapshot = await lettersOf(db).doc(letterId).get();
  const { updateTime } = snapshot;
  if (!updateTime) return undefined;
  return { letter: { ...letterSchema.parse(withIsoTimes(snapshot.data() ?? {})), letterId }, updateTime };
}

/** Notes who has sent the letter's work again, or fails with `conflict`. */
export async function markRetried(
  db: Firestore,
  { letter, updateTime }: DeadLetterVersion,
  retriedBy: string,
  atMs: number,
): Promise<void> {
  const change = { retriedAt: Timestamp.fromMillis(atMs), retriedBy };
  await lettersOf(db).doc(letter.letterId).update(change, { lastUpdateTime: updateTime });
}

export type LetterFilters = { readonly function?: string | undefined; readonly openOnly: boolean };
/** `after`: time and id of the last row of the page before. */
export type LettersPage = { readonly limit: number; readonly after: readonly [string, string] | undefined };

/** Letters, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listDeadLetters(
  db: Firestore,
  { function: functionName, openOnly }: LetterFilters,
  { limit, after }: LettersPage,
): Promise<{ rows: DeadLetterRecord[]; last: [string, string] | null }> {
  let query: Query = lettersOf(db);
  if (functionName) query = query.where("function", "==", functionName);
  if (openOnly) query = query.where("retriedAt", "==", null);
  query = query.orderBy("at", "desc").orderBy(FieldPath.documentId(), "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  const end = page.at(-1);
  const endedAt: unknown = end?.get("at");
  return {
    rows: page.flatMap((found) => {
      const letter = readable(found, letterSchema);
      return letter ? [{ ...letter, letterId: found.id }] : [];
    }),
    last:
      docs.length > limit && end && endedAt instanceof Timestamp
        ? [endedAt.toDate().toISOString(), end.id]
        : null,
  };
}

/** Deletes letters that were written before a moment. @returns how many */
export async function deleteOldLetters(db: Firestore, beforeMs: number, limit: number): Promise<number> {
  const query = lettersOf(db).where("at", "<", Timestamp.fromMillis(beforeMs)).orderBy("at");
  const { docs } = await query.limit(limit).select().get();
  if (docs.length === 0) return 0;
  const batch = db.batch();
  for (const { ref } of docs) batch.delete(ref);
  await batch.commit();
  return docs.length;
}
