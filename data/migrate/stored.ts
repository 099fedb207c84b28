/**
 * Accounts as they are stored, with their entries and orders, one after the other. Three streams in the order of names
 * are read side by side: a query for each account would be three times as many as there are accounts.
 */
import {
  FieldPath,
  type DocumentReference,
  type Firestore,
  type QueryDocumentSnapshot,
  type Transaction,
} from "firebase-admin/firestore";
import { accountRecord, type AccountRecord } from "../../functions/src/ledger/account-record.js";
import { emptyAccount } from "../../functions/src/ledger/account.js";
import type { EntryRecord } from "../../functions/src/ledger/entry-record.js";
import type { OrderRecord } from "../../functions/src/ledger/order-record.js";
import {
  accountPath,
  entriesPath,
  ordersPath,
  parseAccount,
  parseEntry,
  parseOrder,
} from "../../functions/src/ledger/store.js";

export type Stored = {
  readonly uid: string;
  readonly account: AccountRecord;
  /** In the order of their sequence numbers. */
  readonly entries: readonly EntryRecord[];
  readonly orders: readonly OrderRecord[];
};

/** @param range uids from the first up to, and without, the second */
export async function* storedAccounts(
  db: Firestore,
  range: readonly [string, string],
): AsyncGenerator<Stored> {
  const accounts = grouped(
    documents(
      db.collection("accounts"),
      range.map((uid) => db.doc(accountPath(uid))),
    ),
    (it) => it.id,
  );
  const below = (name: string, path: (uid: string) => string) => {
    const bounds = range.map((uid) => db.doc(`${path(uid)}/0`));
    return grouped(documents(db.collectionGroup(name), bounds), ({ ref }) => ref.parent.parent?.id ?? "");
  };
  const sources = [accounts, below("entries", entriesPath), below("orders", ordersPath)];
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    const uids = heads.flatMap(({ value, done }) => (done ? [] : [value.uid]));
    const uid = uids.sort(byBytes)[0];
    if (uid === undefined) return;
    const own: QueryDocumentSnapshot[][] = [];
    for (const [at, source] of sources.entries()) {
      const head = heads[at];
      const isOwn = head !== undefined && !head.done && head.value.uid === uid;
      own.push(isOwn ? head.value.documents : []);
      if (isOwn) heads[at] = await source.next();
    }
    yield storedOf(uid, own[0]?.[0]?.data(), own[1] ?? [], own[2] ?? []);
  }
}

/** Firestore compares names by their bytes. */
const byBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));

async function* documents(
  query: FirebaseFirestore.Query,
  [first, end]: readonly DocumentReference[],
): AsyncGenerator<QueryDocumentSnapshot> {
  const sorted = query.orderBy(FieldPath.documentId()).startAt(first).endBefore(end);
  for await (const document of sorted.stream()) yield document as unknown as QueryDocumentSnapshot;
}

type Group = { readonly uid: string; readonly documents: QueryDocumentSnapshot[] };

async function* grouped(
  source: AsyncIterable<QueryDocumentSnapshot>,
  uidOf: (document: QueryDocumentSnapshot) => string,
): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const document of source) {
    const uid = uidOf(document);
    if (group?.uid !== uid) {
      if (group) yield group;
      group = { uid, documents: [] };
    }
    group.documents.push(document);
  }
  if (group) yield group;
}

function storedOf(
  uid: string,
  account: FirebaseFirestore.DocumentData | undefined,
  entries: readonly QueryDocumentSnapshot[],
  orders: readonly QueryDocumentSnapshot[],
): Stored {
  return {
    uid,
    account: account ? parseAccount(account) : accountRecord(emptyAccount(uid)),
    entries: entries.map((it) => parseEntry(it.data())).sort((left, right) => left.seq - right.seq),
    orders: orders.map((it) => parseOrder(it.data())),
  };
}

/** One account, all of it as of one moment. */
export function storedAccount(db: Firestore, uid: string): Promise<Stored> {
  return db.runTransaction(
    async (reads: Transaction) => {
      const account = (await reads.get(db.doc(accountPath(uid)))).data();
      const entries = await reads.get(db.collection(entriesPath(uid)));
      const orders = await reads.get(db.collection(ordersPath(uid)));
      return storedOf(uid, account, entries.docs, orders.docs);
    },
    { readOnly: true },
  );
}
