/** All that is stored of a user, in whatever collection: equal twice means that nothing was written. */
import type { DocumentSnapshot } from "firebase-admin/firestore";
import { adminDb } from "../support/backend.js";

/** Everybody's, or written by refusals on purpose, or named by the user's id, or what only the background writes. */
const notOwn = new Set([
  ...["assets", "quotes", "tapes", "settings", "deadLetters", "securityEvents", "mail"],
  ...["users", "accounts", "standings", "blocks", "fileBooks"],
]);
/** How far the background has told of the account: it follows at its own pace, with notifications of its kinds. */
const told = "told";
/** They grow with the account, whose document is written with each of them: their number is enough. */
const counted = new Set(["entries", "orders"]);

const timeOf = ({ updateTime }: DocumentSnapshot) =>
  updateTime ? `${updateTime.seconds}.${updateTime.nanoseconds}` : null;

/** Names of the collections whose documents name their user. */
export async function collectionsByUser(): Promise<string[]> {
  const all = await adminDb().listCollections();
  return all.map(({ id }) => id).filter((id) => !notOwn.has(id));
}

/** @param shared paths of documents beside the user's own */
export async function everythingOf(
  uid: string,
  byUser: readonly string[],
  shared: readonly string[],
): Promise<Record<string, unknown>> {
  const db = adminDb();
  const roots = ["users", "accounts", "standings", "blocks", "fileBooks"].map((name) =>
    db.doc(`${name}/${uid}`),
  );
  const [documents, below, others] = await Promise.all([
    db.getAll(...roots, ...shared.map((path) => db.doc(path))),
    Promise.all(roots.slice(0, 2).map((root) => root.listCollections())),
    Promise.all(byUser.map((name) => db.collection(name).where("uid", "==", uid).select().get())),
  ]);
  const collections = await Promise.all(
    below.flat().map(async (collection) => {
      if (counted.has(collection.id)) return [collection.path, (await collection.count().get()).data().count];
      const isTold = collection.id === "notifications";
      const { docs } = await (isTold ? collection.where("kind", "==", "price_alert") : collection)
        .select()
        .get();
      const times = docs.filter(({ id }) => id !== told).map((it) => [it.id, timeOf(it)] as const);
      return [collection.path, Object.fromEntries(times)];
    }),
  );
  return {
    documents: Object.fromEntries(documents.map((it) => [it.ref.path, timeOf(it)])),
    collections: Object.fromEntries(collections) as unknown,
    others: others.map(({ docs }) => Object.fromEntries(docs.map((it) => [it.ref.path, timeOf(it)]))),
  };
}
