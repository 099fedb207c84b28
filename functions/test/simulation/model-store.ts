/**
 * A model of Firestore's documents behind `LedgerStore`: versions, preconditions, atomic batches, and the ways in
 * which a call can fail. Each call is three steps in the hands of a scheduler: it reaches the store, it takes
 * effect, its answer arrives. Documents are kept as records, as texts: nothing is shared with the committer.
 */
import { accountRecord, readAccount, type AccountRecord } from "../../src/ledger/account-record.js";
import { emptyAccount } from "../../src/ledger/account.js";
import type { EntryRecord } from "../../src/ledger/entry-record.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import {
  StoreFailure,
  type Batch,
  type LedgerStore,
  type Proof,
  type ProofRecord,
  type Version,
} from "../../src/ledger/store-port.js";

/**
 * What becomes of one call. `lose`: takes effect, the answer is lost. `fail`: no effect, unknown to the caller.
 * `late`: unknown to the caller, takes effect at any later time. `retry`: takes effect, the answer is lost, and the
 * SDK tries again by itself. `late_retry`: the same, the two tries in the other order. `refuse`: never takes effect.
 */
export const faults = ["none", "lose", "fail", "late", "retry", "late_retry", "refuse"] as const;
export type Fault = (typeof faults)[number];

/** Waits for its turn; the label tells what waits. */
export type Turn = (label: string) => Promise<void>;

export type ModelStore = {
  readonly documents: Map<string, { readonly text: string; readonly version: Version }>;
  /** The store as one process sees it. `nextFault` is asked once a call. */
  connect(process: Connection): LedgerStore;
  readonly writes: { count: number };
};

/** A process that is dead gets no answers; what it had sent may still arrive. */
export type Connection = {
  readonly name: string;
  readonly turn: Turn;
  readonly nextFault: () => Fault;
  readonly isDead: () => boolean;
};

const accountPath = (uid: string) => `accounts/${uid}`;
const never = () => new Promise<never>(() => undefined);

export function createModelStore(): ModelStore {
  const documents: ModelStore["documents"] = new Map();
  const writes = { count: 0 };
  let clock = 0;
  const put = (path: string, record: unknown, version: Version) =>
    documents.set(path, { text: JSON.stringify(record), version });

  function apply({ account, guard, newEntries, newOrders }: Batch): Version {
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
    const version = String(++clock);
    put(path, accountRecord(account), version);
    for (const [name, record] of created) put(name, record, version);
    writes.count++;
    return version;
  }

  function freeze(uid: string, guard: Version | null, invariant: string): void {
    const path = accountPath(uid);
    const current = documents.get(path);
    if (guard !== (current?.version ?? null))
      throw new StoreFailure(guard === null ? "exists" : "conflict", path);
    const before = current ? (JSON.parse(current.text) as AccountRecord) : accountRecord(emptyAccount(uid));
    const version = String(++clock);
    put(path, { ...before, status: "frozen" }, version);
    put(`securityEvents/${clock}`, { uid, detail: invariant }, version);
  }

  const read = (path: string) => documents.get(path);

  function connect(process: Connection): LedgerStore {
    const { turn, isDead } = process;
    const arrives = (what: string) => turn(`${process.name} ${what}`);
    /** A read sees one moment; only the caller can tell whether two reads saw the same. */
    async function reading<Result>(what: string, look: () => Result): Promise<Result> {
      if (isDead()) return never();
      const fault = process.nextFault();
      await arrives(`${what} reaches the store`);
      const result = look();
      await arrives(`${what} is answered`);
      if (isDead()) return never();
      if (fault === "fail" || fault === "lose") throw new StoreFailure("unknown", fault);
      return result;
    }
    async function writing<Result>(what: string, write: () => Result): Promise<Result> {
      if (isDead()) return never();
      const answer = await send(process.nextFault(), what, write).then(
        (result) => () => result,
        (error: unknown) => () => {
          throw error;
        },
      );
      await arrives(`${what} is answered`);
      return isDead() ? never() : answer();
    }
    async function send<Result>(fault: Fault, what: string, write: () => Result): Promise<Result> {
      const later = () =>
        void arrives(`${what} takes effect late`)
          .then(write)
          .catch(() => undefined);
      if (fault === "late") later();
      else await arrives(`${what} reaches the store`);
      if (fault === "late" || fault === "fail") throw new StoreFailure("unknown", fault);
      if (fault === "refuse") throw new StoreFailure("permanent", fault);
      if (fault === "late_retry") later();
      const result = write();
      if (fault === "none" || fault === "late_retry") return result;
      if (fault === "lose") throw new StoreFailure("unknown", fault);
      await arrives(`${what} is tried again`);
      return write();
    }
    return {
      readAccount: (uid) =>
        reading("readAccount", () => {
          const document = read(accountPath(uid));
          if (!document) return { account: emptyAccount(uid), version: null };
          return {
            account: readAccount(JSON.parse(document.text) as AccountRecord),
            version: document.version,
          };
        }),
      readProofs: (uid: string, proofs: readonly Proof[]) =>
        reading("readProofs", () =>
          proofs.map(({ collection, id }) => {
            const document = read(`${accountPath(uid)}/${collection}/${id}`);
            return document ? (JSON.parse(document.text) as ProofRecord) : null;
          }),
        ),
      commit: (batch) => writing("commit", () => apply(batch)),
      freeze: (uid, guard, invariant) => writing("freeze", () => freeze(uid, guard, invariant)),
    };
  }

  return { documents, connect, writes };
}

/** The documents of one account as the checker takes them, entries in the order of the ledger. */
export function documentsOf({ documents }: ModelStore, uid: string) {
  const path = accountPath(uid);
  const entries: EntryRecord[] = [];
  const orders: OrderRecord[] = [];
  for (const [name, { text }] of documents) {
    if (name.startsWith(`${path}/entries/`)) entries.push(JSON.parse(text) as EntryRecord);
    if (name.startsWith(`${path}/orders/`)) orders.push(JSON.parse(text) as OrderRecord);
  }
  const account = documents.get(path);
  return {
    account: account ? (JSON.parse(account.text) as AccountRecord) : null,
    entries: entries.sort((a, b) => a.seq - b.seq),
    orders,
  };
}
