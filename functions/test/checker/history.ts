/** What an observer writes down of calls on one account, and what stood in the store when they were over. */
import type { AccountRecord } from "../../src/ledger/account-record.js";
import type { EntryRecord } from "../../src/ledger/entry-record.js";
import type { Submission } from "../../src/ledger/fold.js";
import type { OrderChange, OrderRecord } from "../../src/ledger/order-record.js";
import type { RequestRecord } from "../../src/ledger/record.js";
import type { RejectionReason } from "../../src/ledger/rejection.js";
import type { Batch, Proof, StoreFailureKind, Version } from "../../src/ledger/store-port.js";

/**
 * `accepted`: `record` holds what the answer said of the record, all fields or some; `accountSeq` is the sequence
 * number of the account in the answer. `failed`: no decision reached the caller; `applied` is what the answer
 * claims of the effect: none, or that nobody knows (a lost connection, a dead process).
 */
export type ObservedAnswer =
  | {
      readonly kind: "accepted";
      readonly replayed: boolean;
      readonly record: Partial<EntryRecord> | Partial<OrderRecord> | Partial<OrderChange>;
      readonly accountSeq?: number;
    }
  | { readonly kind: "mismatch"; readonly fields: readonly string[] }
  | { readonly kind: "rejected"; readonly reason: RejectionReason }
  | { readonly kind: "failed"; readonly applied: "no" | "unknown" };

export type ObservedCall = {
  /** Names the call in findings. */
  readonly callId: string;
  /** The document that the call would create: `proofOf(command)`; null where none proves it. */
  readonly proof: Proof | null;
  readonly request: RequestRecord;
  /** Readings of one clock that all observers share, of any unit. `endedAt` null: never answered. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly answer: ObservedAnswer;
  /**
   * What the decision hung on, and readings of the deciding process's clock at the start and end of the call.
   * Where an observer knows them, refusals must be justified and entries must be what the kernel decides.
   */
  readonly decidedBy?: Pick<Submission, "command" | "context"> & { readonly nowMs: readonly number[] };
};

export type FinalDocuments = {
  readonly account: AccountRecord | null;
  readonly entries: readonly EntryRecord[];
  readonly orders: readonly OrderRecord[];
  /** Entries up to this sequence number were there before the first call. */
  readonly setUpSeq?: number;
};

/** A commit that took effect, between two readings of the observers' clock. */
export type RecordedCommit = {
  readonly batch: Batch;
  readonly version: Version;
  readonly from: number;
  readonly to: number;
};

/** What one attempt at a commit was made of: calls in the order in which they were decided, at one time. */
export type CommitAttempt = { readonly nowMs: number; readonly callIds: readonly string[] };

/** What a store and the processes before it can tell, where they are watched from inside. */
export type CommitHistory = {
  readonly commits: readonly RecordedCommit[];
  /** By the id of the commit. */
  readonly attempts: ReadonlyMap<string, CommitAttempt>;
  /** How many commits the store refused, by kind. */
  readonly refused: Record<StoreFailureKind, number>;
};
