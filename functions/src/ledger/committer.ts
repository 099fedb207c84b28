/**
 * The committer: group commit with optimistic concurrency. One commit per account is in flight at a time; the
 * commands that wait behind it are folded through the kernel and written together, in one batch guarded by the
 * version of the account that was read. One committer serves a process; any number of processes may serve one
 * account, because the guard lets exactly one of them win.
 */
import { LRUCache } from "lru-cache";
import type { Account } from "./account.js";
import { proofOf } from "./command.js";
import { CommitFailure } from "./commit-failure.js";
import { fold, type AcceptedRecord, type Plan, type Refused, type Submission } from "./fold.js";
import type { Rejection } from "./rejection.js";
import { differingFields, isMadeBy, proofAmong, seqOf } from "./repeat.js";
import { attemptsMax, backOff, retrying } from "./retry.js";
import {
  StoreFailure,
  type LedgerStore,
  type Proof,
  type ProofRecord,
  type Version,
  type VersionedAccount,
} from "./store-port.js";

/**
 * `committed`: the record that proves it and the account after it; where it is a repeat (`replayed`), the account
 * as it is now. `mismatch`: the id was used before with other input, in these fields.
 */
export type Outcome =
  | { kind: "committed"; replayed: boolean; account: Account; record: AcceptedRecord }
  | { kind: "mismatch"; fields: string[] }
  | { kind: "rejected"; rejection: Rejection };

/** For metrics and benchmarks: one a batch, whatever became of it. */
export type CommitEvent = { uid: string; result: "committed" | StoreFailure["kind"]; commands: number };

export type CommitterOptions = {
  store: LedgerStore;
  clock: () => number;
  newId: () => string;
  /** Uniform in [0, 1): jitter only. */
  random: () => number;
  sleep: (ms: number) => Promise<void>;
  observe?: (event: CommitEvent) => void;
  accountsCachedMax?: number;
};

/** Commands in one batch: two documents each, well inside what Firestore takes. */
const groupCommandsMax = 250;
/** Commands that may wait behind one account. */
const waitingMax = 5_000;
const accountsCachedMax = 10_000;
/** Ids that this process remembers as used: a repeat among them need not fail a batch to be found. */
const recentIdsMax = 20_000;

type Item = Submission & {
  readonly proof: Proof | null;
  /** Commands that one document proves have one key; those that nothing proves have each their own. */
  readonly key: string;
  /** Ids of the commits that carried this command: its own document is no repeat. */
  readonly commitIds: Set<string>;
  /** Guard of the last commit that carried it with unknown outcome: on that version it may still take effect. */
  inDoubtOn?: Version | null;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};
type Lane = { waiting: Item[]; done: Promise<void> };

export class Committer {
  private readonly options: CommitterOptions;
  /** Last known state of busy accounts: with it, a commit is one round trip. */
  private readonly states: LRUCache<string, VersionedAccount>;
  private readonly recentKeys = new LRUCache<string, true>({ max: recentIdsMax });
  private readonly lanes = new Map<string, Lane>();
  private closing = false;
  private unproven = 0;

  constructor(options: CommitterOptions) {
    this.options = options;
    this.states = new LRUCache({ max: options.accountsCachedMax ?? accountsCachedMax });
  }

  /** Decides and commits one command. @throws CommitFailure where nothing could be decided. */
  submit(uid: string, submission: Submission): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const lane = this.lanes.get(uid);
      if (this.closing) return reject(new CommitFailure("shutting_down"));
      if (lane && lane.waiting.length >= waitingMax) return reject(new CommitFailure("account_is_busy"));
      const proof = proofOf(submission.command);
      const key = proof ? `${uid}/${proof.collection}/${proof.id}` : `${uid}/${++this.unproven}`;
      const item = { ...submission, proof, key, commitIds: new Set<string>(), resolve, reject };
      if (lane) lane.waiting.push(item);
      else this.openLane(uid, item);
    });
  }

  private openLane(uid: string, item: Item): void {
    const lane: Lane = { waiting: [item], done: Promise.resolve() };
    this.lanes.set(uid, lane);
    lane.done = this.serve(uid, lane);
  }

  private async serve(uid: string, lane: Lane): Promise<void> {
    // One turn of the event loop: calls that arrive together are decided together.
    await Promise.resolve();
    while (lane.waiting.length > 0) {
      const group = this.takeGroup(lane);
      try {
        lane.waiting.unshift(...(await this.settle(uid, group)));
      } catch (error) {
        this.states.delete(uid);
        for (const item of group) item.reject(error);
      }
    }
    this.lanes.delete(uid);
  }

  /** Commands with different ids: of two with the same, the second waits to be answered from the first's document. */
  private takeGroup(lane: Lane): Item[] {
    const keys = new Set<string>();
    const group: Item[] = [];
    const rest: Item[] = [];
    for (const item of lane.waiting) {
      const fits = group.length < groupCommandsMax && !keys.has(item.key);
      (fits ? group : rest).push(item);
      keys.add(item.key);
    }
    lane.waiting = rest;
    return group;
  }

  /** Answers every item of the group but those that it returns, which the batch had no room for. */
  private async settle(uid: string, group: Item[]): Promise<readonly Item[]> {
    let items = await this.answerRepeats(
      uid,
      group.filter(({ key }) => this.recentKeys.has(key)),
      group,
    );
    let lastFailure: StoreFailure | null = null;
    for (let attempt = 0; attempt < attemptsMax && items.length > 0; attempt++) {
      if (attempt > 0 && lastFailure) await backOff(this.options, attempt);
      try {
        const cached = this.states.get(uid);
        const state = cached ?? (await this.readState(uid));
        const commitId = this.options.newId();
        const plan = fold(state.account, items, this.options.clock(), commitId);
        for (const { item, error } of plan.broken) {
          item.reject(error);
          items = items.filter((other) => other !== item);
        }
        if (plan.violation) {
          items = await this.freezeOrAnswer(uid, state, plan.violation.message, items);
        } else if (plan.accepted.length > 0) {
          await this.commit(uid, state, plan, commitId);
          return plan.left;
        } else if (cached) {
          // Decided on what this process remembers: look again before refusing anybody.
          this.states.delete(uid);
          lastFailure = null;
        } else {
          await this.answerRefused(uid, plan.refused, state.version);
          return plan.left;
        }
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
        lastFailure = error;
        this.states.delete(uid);
        if (error.kind === "permanent") break;
        if (error.kind === "exists") items = await this.answerRepeats(uid, items, items);
      }
    }
    await this.giveUp(uid, items, lastFailure);
    return [];
  }

  /**
   * The SDK may have repeated a commit by itself and reported only how the repeat failed, so even after a conflict
   * the command may have happened: look before saying that it did not.
   */
  private async giveUp(uid: string, items: readonly Item[], cause: StoreFailure | null): Promise<void> {
    const carried = items.filter(({ commitIds }) => commitIds.size > 0);
    const reason = cause?.kind === "permanent" ? "store_refused" : "account_is_busy";
    for (const item of await this.answerRepeats(uid, carried, items)) {
      // Where no document can tell, a commit that seemed to fail may still have been the first of two tries.
      const inDoubt = item.inDoubtOn !== undefined || (item.proof === null && item.commitIds.size > 0);
      item.reject(new CommitFailure(inDoubt ? "outcome_is_unknown" : reason, cause));
    }
  }

  /** Freezes, unless a repeat is behind it: on a state that has its effect already, a repeat may look like a bug. */
  private async freezeOrAnswer(
    uid: string,
    state: VersionedAccount,
    violation: string,
    items: readonly Item[],
  ): Promise<Item[]> {
    const open = await this.answerRepeats(uid, items, items);
    this.states.delete(uid);
    if (open.length === items.length) await this.options.store.freeze(uid, state.version, violation);
    return open;
  }

  private async readState(uid: string): Promise<VersionedAccount> {
    const state = await this.options.store.readAccount(uid);
    this.states.set(uid, state);
    return state;
  }

  private async commit(
    uid: string,
    state: VersionedAccount,
    plan: Plan<Item>,
    commitId: string,
  ): Promise<void> {
    const { account, accepted, refused, newEntries, newOrders, changedOrders } = plan;
    for (const { item } of accepted) item.commitIds.add(commitId);
    try {
      const version = await this.options.store.commit({
        account,
        guard: state.version,
        ...{ newEntries, newOrders, changedOrders },
      });
      this.states.set(uid, { account, version });
      this.options.observe?.({ uid, result: "committed", commands: accepted.length });
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.options.observe?.({ uid, result: error.kind, commands: accepted.length });
      for (const { item } of accepted) {
        if (error.kind === "unknown") item.inDoubtOn = state.version;
        else if (error.kind === "permanent") item.commitIds.delete(commitId);
      }
      if (error.kind !== "unknown" || !(await this.happened(uid, plan))) throw error;
      this.states.delete(uid);
    }
    for (const { item, account, record } of accepted) {
      this.recentKeys.set(item.key, true);
      item.resolve({ kind: "committed", replayed: false, account, record });
    }
    // The commit proves that the state was current, so what was refused on it is refused for good.
    if (refused.length > 0) await this.answerRefused(uid, refused);
  }

  /**
   * After a commit of unknown outcome: one document of the batch tells, by its commit id. A document that it only
   * changes may have been changed again since; then it stays unknown, and the commands are decided anew on what is.
   */
  private async happened(uid: string, plan: Plan<Item>): Promise<boolean> {
    const [record] = await this.options.store.readProofs(uid, [proofAmong(plan)]);
    return record?.commitId === plan.account.commitId;
  }

  /**
   * Refuses, unless the command had been accepted before: then its document tells, and it is answered with it.
   * Where an earlier commit of the command may still take effect, because the account stands at the version that
   * guards it, a refusal (the quote has become stale meanwhile) would be a guess.
   */
  private async answerRefused(
    uid: string,
    refused: readonly Refused<Item>[],
    version?: Version | null,
  ): Promise<void> {
    const items = refused.map(({ item }) => item);
    const open = new Set(await this.answerRepeats(uid, items, items));
    for (const { item, rejection } of refused) {
      if (!open.has(item)) continue;
      const inDoubt = item.inDoubtOn !== undefined && item.inDoubtOn === version;
      if (inDoubt) item.reject(new CommitFailure("outcome_is_unknown"));
      else item.resolve({ kind: "rejected", rejection });
    }
  }

  /** Answers those suspects whose documents exist; returns the items that are still open. */
  private async answerRepeats(
    uid: string,
    suspects: readonly Item[],
    items: readonly Item[],
  ): Promise<Item[]> {
    const proven = suspects.flatMap((item) => (item.proof ? [{ item, proof: item.proof }] : []));
    if (proven.length === 0) return [...items];
    const proofs = proven.map(({ proof }) => proof);
    const records = await retrying(this.options, () => this.options.store.readProofs(uid, proofs));
    const found = new Map<Item, ProofRecord>();
    for (const [index, { item }] of proven.entries()) {
      const record = records[index];
      if (record) found.set(item, record);
    }
    if (found.size > 0) {
      // The records were read after the state: another process may have written them since.
      const newest = Math.max(...[...found.values()].map(seqOf));
      const known = this.states.get(uid);
      const current = known !== undefined && known.account.seq >= newest;
      const { account } = current ? known : await retrying(this.options, () => this.readState(uid));
      for (const [item, record] of found) this.answerWith(item, record, account);
    }
    return items.filter((item) => !found.has(item));
  }

  private answerWith(item: Item, record: ProofRecord, account: Account): void {
    this.recentKeys.set(item.key, true);
    const fields = differingFields(item.request, record.request ?? {});
    if (fields.length > 0) item.resolve({ kind: "mismatch", fields });
    else item.resolve({ kind: "committed", replayed: !isMadeBy(item.commitIds, record), account, record });
  }

  /** Refuses new commands and waits for those that were taken. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.lanes.values()].map(({ done }) => done));
  }
}
