/** What the committer asks of a store. Firestore is behind it in `store.ts`, a faulty model of it in the simulation. */
import type { Account } from "./account.js";
import type { EntryRecord } from "./entry-record.js";
import type { OrderChange, OrderRecord } from "./order-record.js";

/** When a document was last written, as the store says it. Opaque. */
export type Version = string;
export type VersionedAccount = { readonly account: Account; readonly version: Version | null };

/** The document that proves that a command happened. */
export type Proof = { readonly collection: "orders" | "entries"; readonly id: string };
export type ProofRecord = EntryRecord | OrderRecord;

/** All of it is written, or nothing. */
export type Batch = {
  readonly account: Account;
  /** The version that the account must still have; null: it must not exist. */
  readonly guard: Version | null;
  readonly newEntries: readonly EntryRecord[];
  readonly newOrders: readonly OrderRecord[];
  /** Orders that exist: all fields but the request, which stays. */
  readonly changedOrders: readonly OrderChange[];
};

/**
 * How a store call failed. `conflict`: the guard did not hold, nothing written. `exists`: a document to create was
 * there already, nothing written. `unknown`: it may have happened or may yet. `permanent`: it never will.
 */
export type StoreFailureKind = "conflict" | "exists" | "unknown" | "permanent";

export class StoreFailure extends Error {
  override readonly name = "StoreFailure";
  constructor(
    readonly kind: StoreFailureKind,
    cause: unknown,
  ) {
    super(`store failure: ${kind}`, { cause });
  }
}

/** Every method throws `StoreFailure` and nothing else. Reads are strongly consistent. */
export type LedgerStore = {
  /** An account that does not exist is empty, with version null. */
  readAccount(uid: string): Promise<VersionedAccount>;
  readProofs(uid: string, proofs: readonly Proof[]): Promise<(ProofRecord | null)[]>;
  commit(batch: Batch): Promise<Version>;
  /** Freezes an account after a violated invariant and records a security event, in one commit. */
  freeze(uid: string, guard: Version | null, invariant: string): Promise<void>;
};
