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

/** What is stored for a user, as far as a call could have changed it: equal twice means that nothing was written. */
export async function storedFor(uid: string): Promise<Record<string, unknown>> {
  const db = adminDb();
  const [account, profile, entries, orders] = await Promise.all([
    db.doc(accountPath(uid)).get(),
    db.doc(`users/${uid}`).get(),
    db.collection(entriesPath(uid)).count().get(),
    db.collection(ordersPath(uid)).count().get(),
  ]);
  const timeOf = ({ updateTime }: FirebaseFirestore.DocumentSnapshot) =>
    updateTime ? `${updateTime.seconds}.${updateTime.nanoseconds}` : null;
  return {
    accountAt: timeOf(account),
    seq: (account.get("seq") as number | undefined) ?? 0,
    profileAt: timeOf(profile),
    entries: entries.data().count,
    orders: orders.data().count,
  };
}
