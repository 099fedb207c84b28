/** The running stack from the inside: past the rules, through the Admin SDK. */
import { randomBytes } from "node:crypto";
import { getApps, initializeApp } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { accountPath, entriesPath, ordersPath } from "../../src/ledger/store.js";

export const projectId = "demo-bourse";
export const host = "127.0.0.1";

export function adminDb(): Firestore {
  if (!process.env["FIRESTORE_EMULATOR_HOST"]) throw new Error("emulator tests run under `npm test` or exec");
  return getFirestore(getApps()[0] ?? initializeApp({ projectId }));
}

/** A name that no other test has: letters and digits. */
export const uniqueName = (prefix: string) => `${prefix}${randomBytes(5).toString("hex")}`;

/**
 * What is stored for a user, as far as a call could have changed it: equal twice means that nothing was written. What is
 * told of the account is left out, because it follows the account at its own pace.
 */
export async function storedFor(uid: string): Promise<Record<string, unknown>> {
  const db = adminDb();
  const documentsOf = async (query: FirebaseFirestore.Query) => (await query.get()).docs;
  const below = (name: string) => documentsOf(db.collection(`users/${uid}/${name}`));
  const owned = (name: string) => documentsOf(db.collection(name).where("uid", "==", uid));
  const [documents, entries, orders, notifications, ...listed] = await Promise.all([
    db.getAll(
      ...[accountPath(uid), `users/${uid}`, `standings/${uid}`, `fileBooks/${uid}`].map((path) =>
        db.doc(path),
      ),
      db.doc(`users/${uid}/messageBooks/current`),
    ),
    db.collection(entriesPath(uid)).count().get(),
    db.collection(ordersPath(uid)).count().get(),
    below("notifications"),
    ...[below("watchlists"), below("alerts"), below("webhooks"), owned("files"), owned("jobs")],
  ]);
  const alerting = notifications.filter((document) => document.get("kind") === "price_alert");
  const timeOf = ({ updateTime }: FirebaseFirestore.DocumentSnapshot) =>
    updateTime ? `${updateTime.seconds}.${updateTime.nanoseconds}` : null;
  return {
    seq: (documents[0]?.get("seq") as number | undefined) ?? 0,
    documents: documents.map(timeOf),
    entries: entries.data().count,
    orders: orders.data().count,
    listed: [...listed, alerting].map((found) => found.map(timeOf)),
  };
}
