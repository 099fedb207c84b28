/**
 * A model of Firestore's documents behind `LedgerStore`: versions, preconditions, atomic batches. Accounts are
 * read back from their records, as a store would answer them.
 */
import { accountRecord, readAccount, type AccountRecord } from "../../src/ledger/account-record.js";
import { emptyAccount, type Account } from "../../src/ledger/account.js";
import type { EntryRecord } from "../../src/ledger/entry-record.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { connectFaulty, type Connection } from "./faulty-store.js";
import {
  StoreFailure,
  type Batch,
  type LedgerStore,
  type ProofRecord,
  type Version,
} from "../../src/ledger/store-port.js";

/** Records are made when they are first read; readers share them, and none may change them. */
type StoredDocument = { readonly read: () => unknown; readonly version: Version };

export type ModelStore = {
  readonly documents: Map<string, StoredDocument>;
  /** The store without faults. */
  readonly backend: LedgerStore;
  /** The store as one process sees it. */
  readonly connect: (process: Connection) => LedgerStore;
  readonly writes: { count: number };
};

const accountPath = (uid: string) => `accounts/${uid}`;

export function createModelStore(): ModelStore {
  const documents: ModelStore["documents"] = new Map();
  const writes = { count: 0 };
  let clock = 0;
  const put = (path: string, record: unknown, version: Version) =>
    documents.set(path, { read: () => record, version });
  const putAccount = (path: string, account: Account, version: Version) => {
    let record: AccountRecord | undefined;
    documents.set(path, { read: () => (record ??= accountRecord(account)), version });
  };

  function apply({ account, guard, newEntries, newOrders, changedOrders }: Batch): Version {
    const path = accountPath(account.uid);
    const current = documents.get(path)?.version ?? null;
    const created = [
      ...newEntries.map((entry) => [`${path}/entries/${entry.entryId}`, entry] as const),
      ...newOrders.map((order) => [`${path}/orders/${order.orderId}`, order] as const),
    ];
    const taken = created.find(([name]) => documents.has(name));
    // Of two failed preconditions Firestore may name either.
    if (taken && clock % 2 === 1) throw new StoreFailure("exists", taken[0]);
    if (guard === null && current !== null) throw new StoreFailure("exists", path);
    if (guard !== current) throw new StoreFailure("conflict", path);
    if (taken) throw new StoreFailure("exists", taken[0]);
    if (new Set(created.map(([name]) => name)).size < created.length) {
      throw new StoreFailure("permanent", "one document twice in a batch");
    }
    const changed = changedOrders.map((order) => {
      const name = `${path}/orders/${order.orderId}`;
      const known = documents.get(name);
      if (!known) throw new StoreFailure("permanent", `${name} is not there to be changed`);
      return [name, { ...(known.read() as OrderRecord), ...order }] as const;
    });
    const version = String(++clock);
    putAccount(path, account, version);
    for (const [name, record] of changed) put(name, record, version);
    for (const [name, record] of created) put(name, record, version);
    writes.count++;
    return version;
  }

  function freeze(uid: string, guard: Version | null, invariant: string): void {
    const path = accountPath(uid);
    const current = documents.get(path);
    if (guard !== (current?.version ?? null))
      throw new StoreFailure(guard === null ? "exists" : "conflict", path);
    const before = current ? (current.read() as AccountRecord) : accountRecord(emptyAccount(uid));
    const version = String(++clock);
    put(path, { ...before, status: "frozen" }, version);
    put(`securityEvents/${clock}`, { uid, detail: invariant }, version);
  }

  /** Each call happens at once, as a whole: a read sees one moment. */
  const backend: LedgerStore = {
    readAccount: (uid) => {
      const document = documents.get(accountPath(uid));
      if (!document) return Promise.resolve({ account: emptyAccount(uid), version: null });
      const account = readAccount(document.read() as AccountRecord);
      return Promise.resolve({ account, version: document.version });
    },
    readProofs: (uid, proofs) => {
      const records = proofs.map(({ collection, id }) => {
        const document = documents.get(`${accountPath(uid)}/${collection}/${id}`);
        return document ? (document.read() as ProofRecord) : null;
      });
      return Promise.resolve(records);
    },
    commit: (batch) => Promise.resolve().then(() => apply(batch)),
    freeze: (uid, guard, invariant) => Promise.resolve().then(() => freeze(uid, guard, invariant)),
  };

  return { documents, writes, backend, connect: (process) => connectFaulty(backend, process) };
}

/** The documents of one account as the checker takes them, entries in the order of the ledger. */
export function documentsOf({ documents }: ModelStore, uid: string) {
  const path = accountPath(uid);
  const entries: EntryRecord[] = [];
  const orders: OrderRecord[] = [];
  for (const [name, { read }] of documents) {
    if (name.startsWith(`${path}/entries/`)) entries.push(read() as EntryRecord);
    if (name.startsWith(`${path}/orders/`)) orders.push(read() as OrderRecord);
  }
  return {
    account: (documents.get(path)?.read() ?? null) as AccountRecord | null,
    entries: entries.sort((a, b) => a.seq - b.seq),
    orders,
  };
}
export type Documents = ReturnType<typeof documentsOf>;
