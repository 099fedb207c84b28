/**
 * What is kept of a portfolio below its account: `portfolio/state` with the totals and `lots/{assetId}`, both derived
 * from the entries, and `snapshots/{day}`. Lots may be ahead of the state, never behind: they are written first.
 */
import { type Firestore, type Timestamp, type WriteResult } from "firebase-admin/firestore";
import { readAccount } from "../ledger/account-record.js";
import { emptyAccount, type Account } from "../ledger/account.js";
import { accountPath, parseAccount } from "../ledger/store.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import type { AssetLots } from "./lots.js";
import {
  lotsRecord,
  lotsRecordSchema,
  readLots,
  readTotals,
  stateRecord,
  stateRecordSchema,
} from "./records.js";
import { snapshotRecordSchema, type SnapshotRecord } from "./snapshot-record.js";
import { emptyState, type PortfolioState } from "./state.js";

export const statePath = (uid: string) => `accounts/${uid}/portfolio/state`;
export const lotsPath = (uid: string) => `accounts/${uid}/lots`;
const snapshotsPath = (uid: string) => `accounts/${uid}/snapshots`;

/** When the documents that a state was read from were last written; null: not there. */
type Versions = { readonly state: Timestamp | null; readonly lots: ReadonlyMap<string, Timestamp> };
export type KeptState = { readonly state: PortfolioState; readonly versions: Versions };

/** The account and what is kept of its portfolio, as they were at one moment. */
export async function readKept(db: Firestore, uid: string): Promise<KeptState & { account: Account }> {
  return db.runTransaction(
    async (transaction) => {
      const data = (await transaction.get(db.doc(accountPath(uid)))).data();
      const account = data ? readAccount(parseAccount(data)) : emptyAccount(uid);
      const lots = Object.keys(account.positions).map((assetId) => db.collection(lotsPath(uid)).doc(assetId));
      const [state, ...found] = await transaction.getAll(db.doc(statePath(uid)), ...lots);
      return { account, ...keptState(state, found) };
    },
    { readOnly: true },
  );
}

function keptState(
  stateDocument: FirebaseFirestore.DocumentSnapshot | undefined,
  lotsDocuments: readonly FirebaseFirestore.DocumentSnapshot[],
): KeptState {
  const lots = new Map<string, AssetLots>();
  const versions = new Map<string, Timestamp>();
  for (const document of lotsDocuments) {
    if (!document.exists || !document.updateTime) continue;
    lots.set(document.id, readLots(lotsRecordSchema.parse(document.data())));
    versions.set(document.id, document.updateTime);
  }
  const record = stateDocument?.exists ? stateRecordSchema.parse(stateDocument.data()) : undefined;
  const { seq, totals } = record ? { seq: record.seq, totals: readTotals(record) } : emptyState;
  return {
    state: { seq, totals, lots },
    versions: { state: stateDocument?.updateTime ?? null, lots: versions },
  };
}

/** Of at most 1 MiB each, in a request of at most 10 MiB. */
const lotsAtOnce = 8;

/**
 * Keeps a state that was advanced from a kept one. Each document is guarded by the version that it was read in.
 * @returns what is kept now; null where another reader was faster, which costs nothing but its work
 */
export async function keepState(
  db: Firestore,
  uid: string,
  { state: before, versions }: KeptState,
  state: PortfolioState,
): Promise<KeptState | null> {
  const changed = [...state.lots].filter(([assetId, lots]) => lots.seq !== before.lots.get(assetId)?.seq);
  const times = new Map(versions.lots);
  try {
    for (let start = 0; start < changed.length; start += lotsAtOnce) {
      const page = changed.slice(start, start + lotsAtOnce);
      const results = await writeGuarded(
        db,
        page.map(([assetId, lots]) => ({
          ...{ path: `${lotsPath(uid)}/${assetId}`, document: lotsRecord(lots) },
          guard: versions.lots.get(assetId) ?? null,
        })),
      );
      page.forEach(([assetId], at) => times.set(assetId, results[at]?.writeTime as Timestamp));
    }
    const document = stateRecord(state.seq, state.totals);
    const [result] = await writeGuarded(db, [{ path: statePath(uid), document, guard: versions.state }]);
    return { state, versions: { state: result?.writeTime ?? null, lots: times } };
  } catch (error) {
    const failure = classifyFirestoreError(error);
    if (failure === "conflict" || failure === "exists") return null;
    throw error;
  }
}

type GuardedWrite = { readonly path: string; readonly document: object; readonly guard: Timestamp | null };

function writeGuarded(db: Firestore, writes: readonly GuardedWrite[]): Promise<WriteResult[]> {
  const batch = db.batch();
  for (const { path, document, guard } of writes) {
    if (guard) batch.update(db.doc(path), { ...document }, { lastUpdateTime: guard });
    else batch.create(db.doc(path), document);
  }
  return batch.commit();
}

const parseSnapshot = (data: FirebaseFirestore.DocumentData) =>
  snapshotRecordSchema.parse(withIsoTimes(data));

/** Keeps the snapshot of a day, unless there is one: the first one stays. @returns whether it was written */
export async function createSnapshot(db: Firestore, uid: string, record: SnapshotRecord): Promise<boolean> {
  try {
    await db.doc(`${snapshotsPath(uid)}/${record.day}`).create(withTimestamps(record, "at"));
    return true;
  } catch (error) {
    if (classifyFirestoreError(error) === "exists") return false;
    throw error;
  }
}

/** Snapshots newest first. @param before a day, which does not count */
export async function listSnapshots(
  db: Firestore,
  uid: string,
  before: string,
  limit: number,
): Promise<SnapshotRecord[]> {
  const query = db
    .collection(snapshotsPath(uid))
    .where("day", "<", before)
    .orderBy("day", "desc")
    .limit(limit);
  return (await query.get()).docs.map((document) => parseSnapshot(document.data()));
}
