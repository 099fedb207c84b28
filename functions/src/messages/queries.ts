/** What is read of the ledger to tell of it. */
import type { Firestore } from "firebase-admin/firestore";
import type { EntryRecord } from "../ledger/entry-record.js";
import type { OrderRecord } from "../ledger/order-record.js";
import { entriesPath, ordersPath, parseEntry, parseOrder } from "../ledger/store.js";

/** The last entries of an account, in their order. */
export async function readLastEntries(db: Firestore, uid: string, limit: number): Promise<EntryRecord[]> {
  const query = db.collection(entriesPath(uid)).orderBy("at", "desc").orderBy("seq", "desc").limit(limit);
  return (await query.get()).docs.map((document) => parseEntry(document.data())).reverse();
}

/** Those of the orders that are there. */
export async function readOrders(
  db: Firestore,
  uid: string,
  ids: readonly string[],
): Promise<Map<string, OrderRecord>> {
  const orders = db.collection(ordersPath(uid));
  const snapshots = ids.length > 0 ? await db.getAll(...ids.map((id) => orders.doc(id))) : [];
  const found = snapshots.flatMap((snapshot) => {
    const data = snapshot.data();
    return data ? [parseOrder(data)] : [];
  });
  return new Map(found.map((order) => [order.orderId, order]));
}
