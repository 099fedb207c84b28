/**
 * Reads of an account as it was at one moment, for its export: Firestore keeps what was for an hour, so pages that
 * are asked for one after the other agree, whatever is written meanwhile. Documents come as they are stored,
 * unparsed: an export of a record that is broken shows the break.
 */
import {
  FieldPath,
  Timestamp,
  type AggregateQuery,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  type QuerySnapshot,
  type AggregateQuerySnapshot,
} from "firebase-admin/firestore";
import { accountRecord } from "../ledger/account-record.js";
import { emptyAccount } from "../ledger/account.js";
import { accountPath, entriesPath, ordersPath } from "../ledger/store.js";
import { withIsoTimes } from "../platform/timestamps.js";

/** A moment to the microsecond, `seconds.nanoseconds`. */
export type Moment = string;

/** What a read-only transaction offers. */
export type Reads = {
  get(reference: DocumentReference): Promise<DocumentSnapshot>;
  get(query: Query): Promise<QuerySnapshot>;
  get(
    query: AggregateQuery<{ count: FirebaseFirestore.AggregateField<number> }>,
  ): Promise<AggregateQuerySnapshot<{ count: FirebaseFirestore.AggregateField<number> }>>;
};

type Stored = Record<string, unknown>;

/** The moment by Firestore's own clock. */
export async function readMoment(db: Firestore, uid: string): Promise<Moment> {
  const { readTime } = await db.doc(accountPath(uid)).get();
  return `${readTime.seconds}.${readTime.nanoseconds}`;
}

/** Everything that `read` asks for is answered as of the moment, which is less than an hour ago. */
export function atMoment<Result>(
  db: Firestore,
  moment: Moment,
  read: (reads: Reads) => Promise<Result>,
): Promise<Result> {
  const [seconds = 0, nanoseconds = 0] = moment.split(".").map(Number);
  const readTime = new Timestamp(seconds, nanoseconds);
  return db.runTransaction(read, { readOnly: true, readTime });
}

/** The account; before its first entry, the empty one. */
export async function readStoredAccount(reads: Reads, db: Firestore, uid: string): Promise<Stored> {
  const data: DocumentData | undefined = (await reads.get(db.doc(accountPath(uid)))).data();
  return data ? withIsoTimes(data) : accountRecord(emptyAccount(uid));
}

export async function countOrders(reads: Reads, db: Firestore, uid: string): Promise<number> {
  return (await reads.get(db.collection(ordersPath(uid)).count())).data().count;
}

/** The next entries by sequence number. */
export async function readEntriesAfter(
  reads: Reads,
  db: Firestore,
  uid: string,
  { seq, limit }: { seq: number; limit: number },
): Promise<Stored[]> {
  const query = db.collection(entriesPath(uid)).orderBy("seq").startAfter(seq).limit(limit);
  return (await reads.get(query)).docs.map((document) => withIsoTimes(document.data()));
}

/** The next orders by id, which never changes. */
export async function readOrdersAfter(
  reads: Reads,
  db: Firestore,
  uid: string,
  { orderId, limit }: { orderId: string; limit: number },
): Promise<{ orderId: string; record: Stored }[]> {
  const query = db.collection(ordersPath(uid)).orderBy(FieldPath.documentId()).limit(limit);
  const { docs } = await reads.get(orderId === "" ? query : query.startAfter(orderId));
  // By the document's id: what a broken record says of itself could lead in a circle.
  return docs.map((document) => ({ orderId: document.id, record: withIsoTimes(document.data()) }));
}
