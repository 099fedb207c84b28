/** Asks the kernel what it would have decided on a state of the past. */
import { isDeepStrictEqual } from "node:util";
import type { Account } from "../../src/ledger/account.js";
import type { DecisionContext } from "../../src/ledger/command.js";
import { sealEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import { InvariantViolation } from "../../src/ledger/invariants.js";
import { decide } from "../../src/ledger/kernel.js";
import type { RejectionReason } from "../../src/ledger/rejection.js";
import type { FinalDocuments, ObservedCall } from "./history.js";
import type { Replay } from "./replay.js";
import { statesBySeq } from "./states.js";

type DecidedBy = NonNullable<ObservedCall["decidedBy"]>;
type Complaint = { readonly about: string; readonly problem: string };
type Effect = {
  readonly name: string;
  readonly seq: number;
  readonly calls: readonly ObservedCall[];
  readonly notBefore: number;
  readonly thereAt: number;
};

/** Whether the command is refused for that reason on the state, at one of the moments. */
function wouldRefuse(state: Account, decidedBy: DecidedBy, reason: RejectionReason) {
  const { command, context } = decidedBy;
  return momentsOf(decidedBy).some((at) => {
    const decision = tryDecide(state, command, { ...context, nowMs: at });
    return decision !== null && !decision.accepted && decision.reason === reason;
  });
}

/** The readings of the clock, and the moment between them at which the order that was asked for is past its time. */
function momentsOf({ command, nowMs }: DecidedBy): readonly number[] {
  const overMs = command.kind === "place" ? command.expiresAtMs : undefined;
  const isBetween = overMs !== undefined && overMs > Math.min(...nowMs) && overMs < Math.max(...nowMs);
  return isBetween ? [...nowMs, overMs] : nowMs;
}

/** Whether the command on the state makes exactly this entry. */
function reproduces(state: Account, { command, context }: DecidedBy, entry: EntryRecord): boolean {
  // Entries never go back in time, so the entry may be later than the clock that found the quote fresh.
  const market = context.market && {
    ...context.market,
    quote: context.market.quote && { ...context.market.quote, validForMs: null },
  };
  const moment = { ...context, ...(market ? { market } : {}), nowMs: Date.parse(entry.at) };
  const decision = tryDecide(state, command, moment);
  const draft = decision?.accepted ? decision.entries[0] : undefined;
  if (!decision?.accepted || !draft) return false;
  const { request, commitId, prevHash } = entry;
  return isDeepStrictEqual(
    sealEntry(draft, decision.account.balances, { request, commitId, prevHash }),
    entry,
  );
}

function tryDecide(state: Account, command: DecidedBy["command"], context: DecisionContext) {
  try {
    return decide(state, command, context);
  } catch (error) {
    if (error instanceof InvariantViolation) return null;
    throw error;
  }
}

/** Refusals that no state of their time justifies. @param metBy the states that a call may have met */
function refusalComplaints(
  calls: readonly ObservedCall[],
  frozen: boolean,
  metBy: (call: ObservedCall) => readonly Account[],
): Complaint[] {
  const complaints: Complaint[] = [];
  for (const call of calls) {
    const { callId, answer, decidedBy } = call;
    if (answer.kind !== "rejected" || !decidedBy) continue;
    if (answer.reason === "account_is_frozen" && frozen) continue;
    if (!metBy(call).some((state) => wouldRefuse(state, decidedBy, answer.reason))) {
      complaints.push({ about: callId, problem: `was refused (${answer.reason}) where nothing forbade it` });
    }
  }
  return complaints;
}

/** By the states that were recorded: the decisions themselves were replayed already. */
export function refusalsByReplay(
  calls: readonly ObservedCall[],
  { states }: Replay,
  documents: FinalDocuments,
): Complaint[] {
  return refusalComplaints(calls, documents.account?.status === "frozen", ({ startedAt, endedAt }) =>
    states.filter(({ from, to }) => to >= startedAt && from <= (endedAt ?? Infinity)).map((it) => it.account),
  );
}

/** By the states that the entries tell; where orders rested, entries do not tell them, and nothing is said. */
export function decisionsByEntries(
  calls: readonly ObservedCall[],
  effects: readonly Effect[],
  { account, entries, orders }: FinalDocuments,
): Complaint[] {
  const rested = orders.some(({ type, legIds }) => type !== "market" || legIds.length > 0);
  if (!account || rested) return [];
  const states = statesBySeq(account, entries);
  const complaints = refusalComplaints(calls, account.status === "frozen", ({ startedAt, endedAt }) => {
    const end = endedAt ?? Infinity;
    const from = effects.reduce((seq, it) => (it.thereAt < startedAt && it.seq > seq ? it.seq : seq), 0);
    const to = effects.reduce(
      (seq, it) => (it.notBefore > end && it.seq - 1 < seq ? it.seq - 1 : seq),
      entries.length,
    );
    return states.slice(from, to + 1);
  });
  for (const { name, seq, calls: asking } of effects) {
    const before = states[seq - 1];
    const entry = entries[seq - 1];
    const known = asking.flatMap(({ decidedBy }) => decidedBy ?? []);
    if (!before || !entry || known.length < asking.length || known.length === 0) continue;
    if (!known.some((decidedBy) => reproduces(before, decidedBy, entry))) {
      complaints.push({ about: name, problem: "is not what the kernel decides on the state before it" });
    }
  }
  return complaints;
}
