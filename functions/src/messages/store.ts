/**
 * `users/{uid}/messageBooks/current`: all that decides which ways an event takes to its user, in one document, because
 * every event asks for it: what was chosen for each kind, and what each of the user's webhooks listens to. Whoever
 * adds a webhook commits against the book's update time, so their number is exact.
 */
import type { DocumentSnapshot, Firestore, Timestamp, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { chosenSchema, type Chosen } from "../notifications/preferences.js";
import { profileRecordSchema, type ProfileRecord } from "../users/profile.js";
import { readable } from "../platform/readable.js";

const bookOf = (db: Firestore, uid: string) => db.doc(`users/${uid}/messageBooks/current`);
const cursorOf = (db: Firestore, uid: string) => db.doc(`users/${uid}/messageBooks/told`);
const profileOf = (db: Firestore, uid: string) => db.doc(`users/${uid}`);

const subscriptionSchema = z.strictObject({ events: z.array(z.string()), enabled: z.boolean() });
/** What one webhook listens to. */
export type Subscription = z.infer<typeof subscriptionSchema>;

const bookSchema = z.strictObject({
  chosen: chosenSchema.default({}),
  webhooks: z.record(z.string(), subscriptionSchema).default({}),
});

export type MessageBook = {
  readonly chosen: Chosen;
  readonly webhooks: Readonly<Record<string, Subscription>>;
  readonly updateTime: Timestamp | undefined;
};

function bookIn(snapshot: DocumentSnapshot | undefined): MessageBook {
  return { ...bookSchema.parse(snapshot?.data() ?? {}), updateTime: snapshot?.updateTime };
}

export async function readBook(db: Firestore, uid: string): Promise<MessageBook> {
  return bookIn(await bookOf(db, uid).get());
}

/** Puts a new version of the book into a commit, which fails where the book is another by now. */
export function writeBook(
  db: Firestore,
  batch: WriteBatch,
  uid: string,
  { chosen, webhooks, updateTime }: MessageBook,
): void {
  if (updateTime) batch.update(bookOf(db, uid), { chosen, webhooks }, { lastUpdateTime: updateTime });
  else batch.create(bookOf(db, uid), { chosen, webhooks });
}

/** Who is told, and how. */
export type Listener = { readonly profile: ProfileRecord; readonly book: MessageBook };

/** Undefined where nobody is: an account without a profile is nobody's any more. */
export async function readListener(db: Firestore, uid: string): Promise<Listener | undefined> {
  const [profile, book] = await db.getAll(profileOf(db, uid), bookOf(db, uid));
  return listenerIn(profile, book);
}

function listenerIn(profile?: DocumentSnapshot, book?: DocumentSnapshot): Listener | undefined {
  const record = profile?.exists ? readable(profile, profileRecordSchema) : undefined;
  return record && { profile: record, book: bookIn(book) };
}

/** How far an account's entries have been told. */
export type Told = { readonly seq: number; readonly updateTime: Timestamp };

/** The listener, and how far it has been told: undefined where it has never been. */
export async function readToldListener(
  db: Firestore,
  uid: string,
): Promise<{ listener: Listener | undefined; told: Told | undefined }> {
  const [profile, book, cursor] = await db.getAll(profileOf(db, uid), bookOf(db, uid), cursorOf(db, uid));
  const seq: unknown = cursor?.get("seq");
  const told =
    cursor?.updateTime && typeof seq === "number" ? { seq, updateTime: cursor.updateTime } : undefined;
  return { listener: listenerIn(profile, book), told };
}

/** Moves on from what was read. It fails where another has moved on meanwhile. */
export async function moveTold(
  db: Firestore,
  uid: string,
  seq: number,
  from: Told | undefined,
): Promise<void> {
  if (from) await cursorOf(db, uid).update({ seq }, { lastUpdateTime: from.updateTime });
  else await cursorOf(db, uid).create({ seq });
}
