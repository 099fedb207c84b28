/**
 * Replays what a store recorded: every commit is decided again, command by command, on the state that the replay
 * has reached, and must have written exactly what comes out. It vouches for everything between the kernel and the
 * store; what the kernel decides is judged by the audit and the oracle.
 */
import { isDeepStrictEqual } from "node:util";
import { accountRecord } from "../../src/ledger/account-record.js";
import { emptyAccount, type Account } from "../../src/ledger/account.js";
import type { Command, DecisionContext } from "../../src/ledger/command.js";
import type { Decision } from "../../src/ledger/conclude.js";
import { sealEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import { decide } from "../../src/ledger/kernel.js";
import {
  orderChange,
  orderRecord,
  type OrderChange,
  type OrderRecord,
} from "../../src/ledger/order-record.js";
import type { Rejection } from "../../src/ledger/rejection.js";
import type { RequestRecord } from "../../src/ledger/record.js";
import type { CommitHistory, FinalDocuments, ObservedCall, RecordedCommit } from "./history.js";

type Complaint = { readonly about: string; readonly problem: string };

/** A command as it was decided inside a commit that took effect. */
export type ReplayedStep = {
  readonly commitId: string;
  readonly callId: string;
  readonly command: Command;
  readonly context: DecisionContext;
  readonly before: Account;
  readonly outcome: Decision | Rejection;
};

export type Replay = {
  readonly steps: readonly ReplayedStep[];
  /** Every state that a command may have met, between two readings of the observers' clock. */
  readonly states: readonly { readonly account: Account; readonly from: number; readonly to: number }[];
  /** Every version of every order and entry, by the name of its document. */
  readonly versions: ReadonlyMap<string, readonly (EntryRecord | OrderRecord | OrderChange)[]>;
  /** By call: the commits in which it was accepted. */
  readonly acceptedIn: ReadonlyMap<string, readonly string[]>;
  readonly complaints: readonly Complaint[];
};

/** The commits in the order of their versions: each is guarded by the one before. */
function chained(commits: readonly RecordedCommit[]): RecordedCommit[] {
  const byGuard = new Map(commits.map((commit) => [commit.batch.guard, commit]));
  const chain: RecordedCommit[] = [];
  for (
    let next = byGuard.get(null);
    next && chain.length <= commits.length;
    next = byGuard.get(next.version)
  ) {
    chain.push(next);
  }
  return chain;
}

export function replay(
  uid: string,
  calls: readonly ObservedCall[],
  history: CommitHistory,
  documents: FinalDocuments,
): Replay {
  const byId = new Map(calls.map((call) => [call.callId, call]));
  const complaints: Complaint[] = [];
  const steps: ReplayedStep[] = [];
  const states: { account: Account; from: number; to: number }[] = [];
  const versions = new Map<string, (EntryRecord | OrderRecord | OrderChange)[]>();
  const acceptedIn = new Map<string, string[]>();
  const chain = chained(history.commits);
  if (chain.length < history.commits.length) {
    complaints.push({ about: "store", problem: "took commits that no guard puts in order" });
  }
  let account = emptyAccount(uid);
  let since = 0;
  for (const commit of chain) {
    const { batch, from, to } = commit;
    const { commitId } = batch.account;
    states.push({ account, from: since, to });
    since = from;
    const batchReplay = openBatch(account, commitId);
    const { nowMs, callIds } = history.attempts.get(commitId) ?? { nowMs: 0, callIds: [] };
    for (const callId of callIds) {
      const call = byId.get(callId);
      if (!call?.decidedBy) continue;
      const { command, context: known } = call.decidedBy;
      const context = { ...known, nowMs };
      const before = batchReplay.account();
      if (before !== account) states.push({ account: before, from, to });
      const outcome = decide(before, command, context);
      steps.push({ commitId, callId, command, context, before, outcome });
      if (!outcome.accepted) continue;
      acceptedIn.set(callId, [...(acceptedIn.get(callId) ?? []), commitId]);
      for (const [name, record] of batchReplay.take(outcome, call.request)) {
        versions.set(name, [...(versions.get(name) ?? []), record]);
      }
    }
    const problem = batchReplay.problem(batch);
    if (problem) complaints.push({ about: commitId, problem });
    account = batchReplay.account();
  }
  states.push({ account, from: since, to: Infinity });
  complaints.push(...finalComplaints(account, versions, documents));
  return { steps, states, versions, acceptedIn, complaints };
}

/** One commit as it should be. */
function openBatch(start: Account, commitId: string) {
  let account = start;
  const entries: EntryRecord[] = [];
  const orders = new Map<string, OrderRecord | OrderChange>();
  return {
    account: () => account,

    /** @returns what the command writes, by name */
    take(decision: Decision, request: RequestRecord): [string, EntryRecord | OrderRecord | OrderChange][] {
      let prevHash = account.headHash;
      const sealed = decision.entries.map((draft) => {
        const entry = sealEntry(draft, decision.account.balances, { request, commitId, prevHash });
        prevHash = entry.hash;
        return entry;
      });
      const changed = decision.orders.map((order) => {
        const known = orders.get(order.orderId);
        const isOld = known ? !("request" in known) : start.orders.has(order.orderId);
        if (isOld) return orderChange(order, commitId);
        return orderRecord(order, {
          request: known && "request" in known ? known.request : request,
          commitId,
        });
      });
      entries.push(...sealed);
      for (const order of changed) orders.set(order.orderId, order);
      account = { ...decision.account, headHash: prevHash, commitId };
      return [
        ...sealed.map((entry) => [`entries/${entry.entryId}`, entry] as [string, EntryRecord]),
        ...changed.map((order) => [`orders/${order.orderId}`, order] as [string, OrderRecord]),
      ];
    },

    /** How a commit differs from it. */
    problem(batch: RecordedCommit["batch"]): string | null {
      if (batch.account.seq !== account.seq || batch.account.headHash !== account.headHash) {
        return "wrote another account than its commands make";
      }
      if (!isDeepStrictEqual(batch.newEntries, entries)) return "wrote other entries than its commands make";
      const made = [...orders.values()];
      const isNew = (order: OrderRecord | OrderChange) => "request" in order;
      const same =
        isDeepStrictEqual(batch.newOrders, made.filter(isNew)) &&
        isDeepStrictEqual(
          batch.changedOrders,
          made.filter((order) => !isNew(order)),
        );
      return same ? null : "wrote other orders than its commands make";
    },
  };
}

/** What stands in the store must be what the last commits wrote. */
function finalComplaints(
  account: Account,
  versions: Replay["versions"],
  documents: FinalDocuments,
): Complaint[] {
  const complaints: Complaint[] = [];
  const expect = (about: string, holds: boolean) => {
    if (!holds) complaints.push({ about, problem: "is not what its last commit wrote" });
  };
  if (documents.account) expect("account", isDeepStrictEqual(documents.account, accountRecord(account)));
  for (const entry of documents.entries) {
    const name = `entries/${entry.entryId}`;
    expect(name, isDeepStrictEqual([entry], versions.get(name)));
  }
  for (const order of documents.orders) {
    const name = `orders/${order.orderId}`;
    const { request: _request, acceptedBy: _acceptedBy, ...change } = order;
    const last = versions.get(name)?.at(-1);
    expect(name, last !== undefined && isDeepStrictEqual("request" in last ? order : change, last));
  }
  return complaints;
}
