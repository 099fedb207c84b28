/**
 * The checker decides from the outside whether a history of calls on one account was right: every accepted call
 * took effect exactly once, every refusal had none and was justified at some moment of the call, unknown calls
 * took effect at most once, every document is explained by a call, calls that followed each other in time follow
 * each other in the ledger, and every invariant holds (by the audit).
 */
import { isDeepStrictEqual } from "node:util";
import { audit } from "../../src/ledger/audit.js";
import type { EntryRecord } from "../../src/ledger/entry-record.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { differingFields } from "../../src/ledger/repeat.js";
import { statesBySeq } from "./states.js";
import { reproduces, wouldRefuse } from "./decisions.js";
import type { FinalDocuments, ObservedCall } from "./history.js";

/** `about` is the id of a call or the name of a record. */
export type Complaint = { readonly about: string; readonly problem: string };

/** A document that proves a command, with the calls that asked for it. */
type Effect = {
  readonly name: string;
  readonly seq: number;
  readonly record: EntryRecord | OrderRecord;
  /** Calls with this id and the very input that the document carries. */
  readonly calls: readonly ObservedCall[];
  /** No earlier than this it began, no later than this it was there. */
  readonly notBefore: number;
  readonly thereAt: number;
};

export function check(calls: readonly ObservedCall[], documents: FinalDocuments): Complaint[] {
  const { account, entries, orders } = documents;
  const complaints: Complaint[] = [];
  if (account) {
    for (const { record, problem } of audit(account, entries, orders)) {
      complaints.push({ about: record, problem });
    }
  } else if (entries.length > 0 || orders.length > 0) {
    complaints.push({ about: "account", problem: "has records but is not there itself" });
  }
  const effects = findEffects(calls, documents);
  complaints.push(...strayComplaints(effects, documents));
  for (const call of calls) {
    const effect = effects.get(nameOf(call));
    complaints.push(...answerProblems(call, effect).map((problem) => ({ about: call.callId, problem })));
  }
  for (const effect of effects.values()) complaints.push(...onceComplaints(effect));
  complaints.push(...orderComplaints([...effects.values()]));
  if (complaints.length === 0 && account) complaints.push(...decisionComplaints(calls, effects, documents));
  return complaints;
}

const nameOf = ({ proof }: ObservedCall) => `${proof.collection}/${proof.id}`;

function findEffects(calls: readonly ObservedCall[], documents: FinalDocuments): Map<string, Effect> {
  const byName = new Map<string, ObservedCall[]>();
  for (const call of calls) byName.set(nameOf(call), [...(byName.get(nameOf(call)) ?? []), call]);
  const effects = new Map<string, Effect>();
  const add = (name: string, seq: number, record: EntryRecord | OrderRecord) => {
    const named = byName.get(name);
    if (!named) return;
    const same = named.filter(({ request }) => differingFields(request, record.request ?? {}).length === 0);
    const shown = named.filter(({ answer }) => answer.kind === "accepted" || answer.kind === "mismatch");
    effects.set(name, {
      ...{ name, seq, record, calls: same },
      notBefore: Math.min(...same.filter(mayHaveWritten).map(({ startedAt }) => startedAt)),
      thereAt: Math.min(...shown.map(({ endedAt }) => endedAt ?? Infinity)),
    });
  };
  for (const entry of documents.entries) add(`entries/${entry.entryId}`, entry.seq, entry);
  for (const order of documents.orders) add(`orders/${order.orderId}`, order.acceptedSeq, order);
  return effects;
}

/** Documents that no call asked for, with the input that they carry. */
function strayComplaints(effects: ReadonlyMap<string, Effect>, documents: FinalDocuments): Complaint[] {
  const stray = (name: string) => (effects.get(name)?.calls.length ?? 0) === 0;
  const complaints: Complaint[] = [];
  for (const { entryId, orderId, kind, seq } of documents.entries) {
    if (seq <= (documents.setUpSeq ?? 0)) continue;
    const name = kind === "fill" ? `orders/${orderId ?? ""}` : `entries/${entryId}`;
    if (stray(name)) complaints.push({ about: `entries/${entryId}`, problem: "no call explains it" });
  }
  for (const { orderId, acceptedSeq } of documents.orders) {
    if (acceptedSeq <= (documents.setUpSeq ?? 0)) continue;
    const name = `orders/${orderId}`;
    if (stray(name)) complaints.push({ about: name, problem: "no call explains it" });
  }
  return complaints;
}

/** What is wrong with one answer, by the document of its id. */
function answerProblems(call: ObservedCall, effect: Effect | undefined): string[] {
  const { answer, request, startedAt } = call;
  const differing = effect ? differingFields(request, effect.record.request ?? {}) : [];
  const knownBefore = effect !== undefined && effect.thereAt < startedAt;
  switch (answer.kind) {
    case "accepted": {
      if (!effect) return ["was accepted, and its document is not there"];
      if (differing.length > 0) return [`was accepted, and its document has another ${differing.join()}`];
      const problems: string[] = [];
      const stored = effect.record as Record<string, unknown>;
      for (const [field, value] of Object.entries(answer.record)) {
        if (!isDeepStrictEqual(value, stored[field])) problems.push(`was answered with another ${field}`);
      }
      if (answer.accountSeq !== undefined && answer.accountSeq < effect.seq) {
        problems.push("was answered with an account older than its own effect");
      }
      return problems;
    }
    case "mismatch":
      if (!effect) return ["was called a mismatch, and its id was never used"];
      if (differing.length === 0)
        return ["was called a mismatch, and its input is the one that was accepted"];
      return differing.join() === [...answer.fields].sort().join() ? [] : ["names other fields than differ"];
    case "rejected":
      if (!knownBefore) return [];
      return [`was refused, and its id had been ${differing.length > 0 ? "used" : "accepted"} before`];
    case "failed":
      return [];
  }
}

/** Whether a call may have been the one that wrote the document. */
function mayHaveWritten({ answer }: ObservedCall): boolean {
  if (answer.kind === "failed") return answer.applied === "unknown";
  return answer.kind === "accepted" && !answer.replayed;
}

function onceComplaints({ name, calls }: Effect): Complaint[] {
  const complaints: Complaint[] = [];
  const first = calls.filter(({ answer }) => answer.kind === "accepted" && !answer.replayed);
  if (first.length > 1) complaints.push({ about: name, problem: "was answered as new more than once" });
  if (calls.length > 0 && !calls.some(mayHaveWritten)) {
    const [call] = calls as [ObservedCall];
    const said = call.answer.kind === "accepted" ? "a repeat of nothing" : "without effect";
    complaints.push({ about: call.callId, problem: `was answered as ${said}, and ${name} is there` });
  }
  for (const { callId, answer, endedAt } of calls) {
    const repeat = answer.kind === "accepted" && answer.replayed;
    const began = calls.some((other) => mayHaveWritten(other) && other.startedAt <= (endedAt ?? Infinity));
    if (repeat && !began)
      complaints.push({ about: callId, problem: "was called a repeat before there was a first" });
  }
  return complaints;
}

/** An effect that was there before another call began has the smaller sequence number. */
function orderComplaints(effects: readonly Effect[]): Complaint[] {
  const byEnd = effects.filter(({ thereAt }) => thereAt < Infinity).sort((a, b) => a.thereAt - b.thereAt);
  const byStart = effects
    .filter(({ notBefore }) => notBefore < Infinity)
    .sort((a, b) => a.notBefore - b.notBefore);
  const complaints: Complaint[] = [];
  let ended = 0;
  let highest: Effect | undefined;
  for (const effect of byStart) {
    for (let next = byEnd[ended]; next && next.thereAt < effect.notBefore; next = byEnd[++ended]) {
      if (!highest || next.seq > highest.seq) highest = next;
    }
    if (highest && highest.seq >= effect.seq) {
      complaints.push({
        about: effect.name,
        problem: `began after ${highest.name} was there, and precedes it`,
      });
    }
  }
  return complaints;
}

/** Replays the ledger and asks the kernel at every state that a call may have met. */
function decisionComplaints(
  calls: readonly ObservedCall[],
  effects: ReadonlyMap<string, Effect>,
  documents: FinalDocuments,
): Complaint[] {
  const { account, entries } = documents;
  if (!account) return [];
  const states = statesBySeq(account, entries);
  const complaints: Complaint[] = [];
  const all = [...effects.values()];
  for (const call of calls) {
    const { callId, answer, decidedBy, startedAt, endedAt } = call;
    if (answer.kind !== "rejected" || !decidedBy) continue;
    if (answer.reason === "account_is_frozen" && account.status === "frozen") continue;
    const from = all.reduce((seq, it) => (it.thereAt < startedAt && it.seq > seq ? it.seq : seq), 0);
    const end = endedAt ?? Infinity;
    const to = all.reduce(
      (seq, it) => (it.notBefore > end && it.seq - 1 < seq ? it.seq - 1 : seq),
      entries.length,
    );
    const met = states.slice(from, to + 1);
    if (!met.some((state) => wouldRefuse(state, decidedBy, answer.reason))) {
      complaints.push({ about: callId, problem: `was refused (${answer.reason}) where nothing forbade it` });
    }
  }
  for (const { name, seq, calls: asking } of all) {
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
