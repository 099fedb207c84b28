/**
 * The checker decides from the outside whether a history of calls on one account was right: every accepted call
 * took effect exactly once, every refusal had none and was justified at some moment of the call, unknown calls
 * took effect at most once, every document is explained by a call, calls that followed each other in time follow
 * each other in the ledger, and every invariant holds (by the audit). Where the store was watched, every commit is
 * replayed too, and calls that no document proves (cancel, expire, match) are judged by it.
 */
import { isDeepStrictEqual } from "node:util";
import { audit } from "../../src/ledger/audit.js";
import type { EntryRecord } from "../../src/ledger/entry-record.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { differingFields } from "../../src/ledger/repeat.js";
import { decisionsByEntries, refusalsByReplay } from "./decisions.js";
import type { CommitHistory, FinalDocuments, ObservedCall } from "./history.js";
import { replay, type Replay } from "./replay.js";
import { replayedProblems } from "./unproven.js";

/** `about` is the id of a call or the name of a record. */
export type Complaint = { readonly about: string; readonly problem: string };

/** A document that proves a command, with the calls that asked for it. */
type Effect = {
  readonly name: string;
  readonly seq: number;
  /** It moved nothing: the next entry has its number. */
  readonly bare: boolean;
  readonly record: EntryRecord | OrderRecord;
  /** Calls with this id and the very input that the document carries. */
  readonly calls: readonly ObservedCall[];
  /** No earlier than this it began, no later than this it was there. */
  readonly notBefore: number;
  readonly thereAt: number;
};

/** @param history what the store recorded, where it was watched */
export function check(
  calls: readonly ObservedCall[],
  documents: FinalDocuments,
  history?: CommitHistory,
): Complaint[] {
  const replayed = history && replay(documents.account?.uid ?? "", calls, history, documents);
  return judge(calls, documents, replayed);
}

/** The same, where the commits have been replayed already. */
export function judge(
  calls: readonly ObservedCall[],
  documents: FinalDocuments,
  replayed?: Replay,
): Complaint[] {
  const { account, entries, orders } = documents;
  const complaints: Complaint[] = [...(replayed?.complaints ?? [])];
  if (account) {
    for (const { record, problem } of audit(account, entries, orders)) {
      complaints.push({ about: record, problem });
    }
  } else if (entries.length > 0 || orders.length > 0) {
    complaints.push({ about: "account", problem: "has records but is not there itself" });
  }
  const effects = findEffects(calls, documents);
  complaints.push(...strayComplaints(calls, effects, documents));
  for (const call of calls) {
    const effect = effects.get(nameOf(call));
    const problems = [
      ...(call.proof ? answerProblems(call, effect, replayed) : []),
      ...(replayed ? replayedProblems(call, replayed, documents) : []),
    ];
    complaints.push(...problems.map((problem) => ({ about: call.callId, problem })));
  }
  for (const effect of effects.values()) complaints.push(...onceComplaints(effect));
  complaints.push(...orderComplaints([...effects.values()]));
  if (complaints.length > 0) return complaints;
  return replayed
    ? refusalsByReplay(calls, replayed, documents)
    : decisionsByEntries(calls, [...effects.values()], documents);
}

const nameOf = ({ proof, callId }: ObservedCall) => (proof ? `${proof.collection}/${proof.id}` : callId);

function findEffects(calls: readonly ObservedCall[], documents: FinalDocuments): Map<string, Effect> {
  const byName = new Map<string, ObservedCall[]>();
  for (const call of calls) {
    const named = byName.get(nameOf(call));
    if (named) named.push(call);
    else byName.set(nameOf(call), [call]);
  }
  const effects = new Map<string, Effect>();
  const add = (name: string, seq: number, record: EntryRecord | OrderRecord, bare = false) => {
    const named = byName.get(name);
    if (!named) return;
    const same = named.filter(({ request }) => differingFields(request, record.request ?? {}).length === 0);
    const shown = named.filter(({ answer }) => answer.kind === "accepted" || answer.kind === "mismatch");
    effects.set(name, {
      ...{ name, seq, bare, record, calls: same },
      notBefore: Math.min(...same.filter(mayHaveWritten).map(({ startedAt }) => startedAt)),
      thereAt: Math.min(...shown.map(({ endedAt }) => endedAt ?? Infinity)),
    });
  };
  for (const entry of documents.entries) add(`entries/${entry.entryId}`, entry.seq, entry);
  for (const order of documents.orders) {
    const { orderId, acceptedSeq, request } = order;
    const entry = documents.entries[acceptedSeq - 1];
    const bare = entry?.orderId !== orderId || !isDeepStrictEqual(entry.request, request);
    add(`orders/${orderId}`, acceptedSeq, order, bare);
  }
  return effects;
}

/** Documents that no call asked for, with the input that they carry. */
function strayComplaints(
  calls: readonly ObservedCall[],
  effects: ReadonlyMap<string, Effect>,
  documents: FinalDocuments,
): Complaint[] {
  const stray = (name: string) => (effects.get(name)?.calls.length ?? 0) === 0;
  const unproven = new Set(calls.filter(({ proof }) => !proof).map(({ request }) => keyOf(request)));
  const complaints: Complaint[] = [];
  for (const { entryId, orderId, seq, request } of documents.entries) {
    if (seq <= (documents.setUpSeq ?? 0) || (request && unproven.has(keyOf(request)))) continue;
    // Entries called after an order are those of the command that the order proves.
    const name =
      orderId !== null && entryId.startsWith("order.") ? `orders/${orderId}` : `entries/${entryId}`;
    if (stray(name)) complaints.push({ about: `entries/${entryId}`, problem: "no call explains it" });
  }
  for (const { orderId, acceptedSeq } of documents.orders) {
    if (acceptedSeq <= (documents.setUpSeq ?? 0)) continue;
    // Legs are called after the order that brought them; no client's id has a point.
    const [placed = ""] = orderId.split(".");
    if (stray(`orders/${placed}`))
      complaints.push({ about: `orders/${orderId}`, problem: "no call explains it" });
  }
  return complaints;
}

const keyOf = (request: object) => JSON.stringify(Object.entries(request).sort());

/** What is wrong with one answer, by the document of its id. */
function answerProblems(
  call: ObservedCall,
  effect: Effect | undefined,
  replayed: Replay | undefined,
): string[] {
  const { answer, request, startedAt } = call;
  const differing = effect ? differingFields(request, effect.record.request ?? {}) : [];
  const knownBefore = effect !== undefined && effect.thereAt < startedAt;
  switch (answer.kind) {
    case "accepted": {
      if (!effect) return ["was accepted, and its document is not there"];
      if (differing.length > 0) return [`was accepted, and its document has another ${differing.join()}`];
      // With the store watched, the record is compared with its every version.
      const problems = replayed ? [] : recordProblems(answer.record, effect.record);
      const there = effect.bare ? effect.seq - 1 : effect.seq;
      if (answer.accountSeq !== undefined && answer.accountSeq < there) {
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

/** Fields that change while an order rests: what was answered may be older than what is stored. */
const changingFields = new Set<string>([
  ...["status", "trigger", "quantity", "stopPrice", "mark", "filledQuantity", "exactValue", "filledValue"],
  ...["fee", "hold", "parentId", "legIds", "replacedBy", "reason", "tickSequence", "entryCount", "updatedAt"],
  ...["triggerAbove", "triggerBelow", "expiryHour", "commitId", "collarPrice"],
]);

function recordProblems(answered: object, stored: EntryRecord | OrderRecord): string[] {
  const rested = "acceptedSeq" in stored && (stored.type !== "market" || stored.legIds.length > 0);
  return Object.entries(answered).flatMap(([field, value]) => {
    if (rested && changingFields.has(field)) return [];
    const same = isDeepStrictEqual(value, (stored as Record<string, unknown>)[field]);
    return same ? [] : [`was answered with another ${field}`];
  });
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
  // What moved nothing shares its number with the entry after it.
  const place = ({ seq, bare }: Effect) => (bare ? seq - 0.5 : seq);
  for (const effect of byStart) {
    for (let next = byEnd[ended]; next && next.thereAt < effect.notBefore; next = byEnd[++ended]) {
      if (!highest || place(next) > place(highest)) highest = next;
    }
    if (highest && (highest.bare ? highest.seq > effect.seq : highest.seq >= effect.seq)) {
      complaints.push({
        about: effect.name,
        problem: `began after ${highest.name} was there, and precedes it`,
      });
    }
  }
  return complaints;
}
