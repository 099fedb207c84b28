/**
 * The ledger in Firestore: `accounts/{uid}`, its `orders` and its `entries`. One batch a commit, guarded by the
 * account's update time. Nothing else in the system writes these documents.
 */
import { isDeepStrictEqual } from "node:util";
import {
  Timestamp,
  type DocumentData,
  type DocumentSnapshot,
  type Firestore,
} from "firebase-admin/firestore";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { accountRecord, accountRecordSchema, readAccount } from "./account-record.js";
import { emptyAccount } from "./account.js";
import { entryRecordSchema, type EntryRecord } from "./entry-record.js";
import { orderRecordSchema, type OrderChange, type OrderRecord } from "./order-record.js";
import {
  StoreFailure,
  type Batch,
  type LedgerStore,
  type Proof,
  type Version,
  type VersionedAccount,
} from "./store-port.js";

export const accountPath = (uid: string) => `accounts/${uid}`;
export const ordersPath = (uid: string) => `accounts/${uid}/orders`;
export const entriesPath = (uid: string) => `accounts/${uid}/entries`;

/** After this a commit counts as of unknown outcome: the committer then looks instead of waiting on. */
const callDeadlineMs = 15_000;

export const entryDocument = (record: EntryRecord) => withTimestamps(record, "at");
export const orderDocument = (record: OrderRecord | OrderChange) =>
  withTimestamps(record, "createdAt", "updatedAt", "expiresAt");

export const parseEntry = (document: DocumentData) => entryRecordSchema.parse(withIsoTimes(document));
export const parseOrder = (document: DocumentData) => orderRecordSchema.parse(withIsoTimes(document));
export const parseAccount = (document: DocumentData) => accountRecordSchema.parse(withIsoTimes(document));

const versionOf = (time: Timestamp): Version => `${time.seconds}.${time.nanoseconds}`;

function timeOf(version: Version): Timestamp {
  const [seconds = "", nanoseconds = ""] = version.split(".");
  return new Timestamp(Number(seconds), Number(nanoseconds));
}

/** Runs one call to Firestore under the deadline and names its failure. */
async function guarded<Result>(call: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreFailure("unknown", "deadline")), callDeadlineMs);
  });
  try {
    return await Promise.race([call(), deadline]);
  } catch (error) {
    throw error instanceof StoreFailure ? error : new StoreFailure(classifyFirestoreError(error), error);
  } finally {
    clearTimeout(timer);
  }
}

function readVersioned(uid: string, snapshot: DocumentSnapshot): VersionedAccount {
  const data = snapshot.data();
  if (!data || !snapshot.updateTime) return { account: emptyAccount(uid), version: null };
  return { account: readAccount(parseAccount(data)), version: versionOf(snapshot.updateTime) };
}

/** Why an account cannot be closed: what it still holds, and how many orders are open. */
export type Remainder = { readonly assetIds: readonly string[]; readonly openOrders: number };

/**
 * Closes an account for good, if it is empty; one that is closed stays so. An account that nobody has used begins
 * closed. The commit is guarded by what was read, so nothing can slip in between.
 * @returns null when it is closed; otherwise what is left in it
 * @throws what Firestore throws: a conflict where the account has changed meanwhile
 */
export async function closeAccount(db: Firestore, uid: string): Promise<Remainder | "frozen" | null> {
  const reference = db.doc(accountPath(uid));
  const snapshot = await reference.get();
  const { account } = readVersioned(uid, snapshot);
  if (account.status === "frozen") return "frozen";
  if (account.status === "closed") return null;
  const assetIds = Object.entries(account.balances)
    .filter(([, { available, held }]) => available !== 0n || held !== 0n)
    .map(([assetId]) => assetId)
    .sort();
  const openOrders = account.orders.size;
  if (assetIds.length > 0 || openOrders > 0 || account.holds.size > 0) return { assetIds, openOrders };
  if (snapshot.updateTime) {
    await reference.update({ status: "closed" }, { lastUpdateTime: snapshot.updateTime });
  } else {
    await reference.create(withTimestamps(accountRecord({ ...account, status: "closed" }), "updatedAt"));
  }
  return null;
}

export type Imported = { readonly uid: string; readonly record: OrderRecord };

/**
 * Stores imported orders beside those of the account. One that is there stays as it is: `differs` where it is another.
 * @returns what became of each, in their order
 */
export async function importOrders(
  db: Firestore,
  orders: readonly Imported[],
): Promise<("created" | "unchanged" | "differs")[]> {
  if (orders.length === 0) return [];
  const references = orders.map(({ uid, record }) => db.collection(ordersPath(uid)).doc(record.orderId));
  const stored = await db.getAll(...references);
  const batch = db.batch();
  const results = orders.map(({ record }, at) => {
    const [data, reference] = [stored[at]?.data(), references[at]];
    if (data) return isDeepStrictEqual(parseOrder(data), record) ? "unchanged" : "differs";
    if (reference) batch.create(reference, orderDocument(record));
    return "created";
  });
  if (results.includes("created")) await batch.commit();
  return results;
}

/** @param db the Firestore of this process */
export function createFirestoreStore(db: Firestore): LedgerStore {
  const proofReference = (uid: string, { collection, id }: Proof) =>
    db.doc(`${collection === "orders" ? ordersPath(uid) : entriesPath(uid)}/${id}`);

  function commit(batch: Batch): Promise<Version> {
    return guarded(() => write(batch));
  }

  async function write(batch: Batch): Promise<Version> {
    const { account, guard, newEntries, newOrders, changedOrders } = batch;
    const writes = db.batch();
    const reference = db.doc(accountPath(account.uid));
    const document = withTimestamps(accountRecord(account), "updatedAt");
    if (guard === null) writes.create(reference, document);
    else writes.update(reference, document, { lastUpdateTime: timeOf(guard) });
    const entries = db.collection(entriesPath(account.uid));
    const orders = db.collection(ordersPath(account.uid));
    for (const entry of newEntries) writes.create(entries.doc(entry.entryId), entryDocument(entry));
    for (const order of newOrders) writes.create(orders.doc(order.orderId), orderDocument(order));
    for (const order of changedOrders) writes.update(orders.doc(order.orderId), orderDocument(order));
    const [result] = await writes.commit();
    if (!result) throw new StoreFailure("unknown", "a commit answers with the time of each write");
    return versionOf(result.writeTime);
  }

  function freeze(uid: string, guard: Version | null, invariant: string): Promise<void> {
    return guarded(() => writeFrozen(uid, guard, invariant));
  }

  async function writeFrozen(uid: string, guard: Version | null, invariant: string): Promise<void> {
    const writes = db.batch();
    const reference = db.doc(accountPath(uid));
    const frozen = accountRecord({ ...emptyAccount(uid), status: "frozen" });
    if (guard === null) writes.create(reference, withTimestamps(frozen, "updatedAt"));
    else writes.update(reference, { status: "frozen" }, { lastUpdateTime: timeOf(guard) });
    writes.create(db.collection("securityEvents").doc(), {
      kind: "invariant_violated",
      uid,
      detail: invariant,
      at: Timestamp.now(),
    });
    await writes.commit();
  }

  return {
    commit,
    freeze,
    readAccount: (uid) => guarded(async () => readVersioned(uid, await db.doc(accountPath(uid)).get())),
    readProofs: (uid, proofs) =>
      guarded(async () => {
        if (proofs.length === 0) return [];
        const snapshots = await db.getAll(...proofs.map((proof) => proofReference(uid, proof)));
        return snapshots.map((snapshot, index) => {
          const data = snapshot.data();
          if (!data) return null;
          return proofs[index]?.collection === "orders" ? parseOrder(data) : parseEntry(data);
        });
      }),
  };
}
