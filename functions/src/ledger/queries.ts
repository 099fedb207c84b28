/** Reads of the ledger for those who show it: an account as it is now, pages of entries and orders. */
import { FieldPath, Timestamp, type Firestore, type Query } from "firebase-admin/firestore";
import { readAccount } from "./account-record.js";
import { emptyAccount, type Account } from "./account.js";
import type { EntryRecord } from "./entry-record.js";
import type { EntryKind } from "./entry.js";
import type { OrderRecord } from "./order-record.js";
import type { OrderSide, OrderStatus } from "./order.js";
import { accountPath, entriesPath, ordersPath, parseAccount, parseEntry, parseOrder } from "./store.js";

type Optional<Fields> = { readonly [Field in keyof Fields]?: Fields[Field] | undefined };
/** `from` counts, `to` does not; ISO times. */
export type EntryFilters = Optional<{ assetId: string; kind: EntryKind; from: string; to: string }>;
export type OrderFilters = Optional<{
  status: OrderStatus;
  assetId: string;
  side: OrderSide;
  from: string;
  to: string;
  changedSince: string;
}>;
/** `after`: time and sequence number of the last row of the page before, and its id where they may be shared. */
export type Page = { readonly limit: number; readonly after: readonly [string, number, string?] | undefined };
export type PageRows<Row> = { readonly rows: Row[]; readonly more: boolean };

/** Fills that one order may have; more would mean that something is broken. */
const fillsMax = 1_000;

const moment = (iso: string) => Timestamp.fromMillis(Date.parse(iso));

export async function readAccountNow(db: Firestore, uid: string): Promise<Account> {
  const data = (await db.doc(accountPath(uid)).get()).data();
  return data ? readAccount(parseAccount(data)) : emptyAccount(uid);
}

export async function readOrder(
  db: Firestore,
  uid: string,
  orderId: string,
): Promise<OrderRecord | undefined> {
  const data = (await db.collection(ordersPath(uid)).doc(orderId).get()).data();
  return data && parseOrder(data);
}

/** Entries of one order in the order in which they were made. */
export async function readOrderEntries(db: Firestore, uid: string, orderId: string): Promise<EntryRecord[]> {
  const query = db
    .collection(entriesPath(uid))
    .where("orderId", "==", orderId)
    .orderBy("seq")
    .limit(fillsMax);
  return (await query.get()).docs.map((document) => parseEntry(document.data()));
}

/**
 * Rows newest first. Time and sequence number may be shared, by the legs of one bracket for example: the document's
 * id tells them apart, and Firestore ends every index with it. One row more than the page holds tells whether there
 * is a next one.
 */
async function readPage<Row>(
  query: Query,
  [time, sequence]: readonly [time: string, sequence: string],
  { limit, after }: Page,
  parse: (data: FirebaseFirestore.DocumentData) => Row,
): Promise<PageRows<Row>> {
  const sorted = query
    .orderBy(time, "desc")
    .orderBy(sequence, "desc")
    .orderBy(FieldPath.documentId(), "desc");
  const from = after ? sorted.startAfter(moment(after[0]), ...after.slice(1)) : sorted;
  const { docs } = await from.limit(limit + 1).get();
  return { rows: docs.slice(0, limit).map((document) => parse(document.data())), more: docs.length > limit };
}

/** Entries in the order in which they were made, from the one after `seq`. */
export async function readEntriesAfter(
  db: Firestore,
  uid: string,
  seq: number,
  limit: number,
): Promise<EntryRecord[]> {
  const query = db.collection(entriesPath(uid)).where("seq", ">", seq).orderBy("seq").limit(limit);
  return (await query.get()).docs.map((document) => parseEntry(document.data()));
}

/** Entries newest first. Times of an account never go back, so time and sequence agree. */
export async function listEntries(
  db: Firestore,
  uid: string,
  { assetId, kind, from, to }: EntryFilters,
  page: Page,
): Promise<PageRows<EntryRecord>> {
  let query: Query = db.collection(entriesPath(uid));
  if (assetId) query = query.where("assetIds", "array-contains", assetId);
  if (kind) query = query.where("kind", "==", kind);
  if (from) query = query.where("at", ">=", moment(from));
  if (to) query = query.where("at", "<", moment(to));
  return readPage(query, ["at", "seq"], page, parseEntry);
}

/** Orders newest first; by their last change where `changedSince` is asked for. */
export async function listOrders(
  db: Firestore,
  uid: string,
  { status, assetId, side, from, to, changedSince }: OrderFilters,
  page: Page,
): Promise<PageRows<OrderRecord>> {
  let query: Query = db.collection(ordersPath(uid));
  if (status) query = query.where("status", "==", status);
  if (assetId) query = query.where("assetId", "==", assetId);
  if (side) query = query.where("side", "==", side);
  if (from) query = query.where("createdAt", ">=", moment(from));
  if (to) query = query.where("createdAt", "<", moment(to));
  if (changedSince) query = query.where("updatedAt", ">=", moment(changedSince));
  const sortField = changedSince ? "updatedAt" : "createdAt";
  return readPage(query, [sortField, "acceptedSeq"], page, parseOrder);
}
