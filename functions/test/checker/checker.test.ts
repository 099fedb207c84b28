import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { proofOf, type Command, type DecisionContext } from "../../src/ledger/command.js";
import { hashEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import type { ProofRecord } from "../../src/ledger/store-port.js";
import { openBook, recordsOf, requestOf, write, type Book } from "../simulation/book.js";
import {
  btc,
  buy,
  contextAt,
  deposit,
  marketContext,
  noonMs,
  quoteAt,
  sell,
  withdraw,
} from "../simulation/ground.js";
import { check } from "./checker.js";
import type { FinalDocuments, ObservedAnswer, ObservedCall } from "./history.js";

type Sample = { calls: ObservedCall[]; documents: FinalDocuments & { entries: EntryRecord[] } };
type Answered = (book: Book) => ObservedAnswer;

const market = marketContext(btc, quoteAt(30_000_00n));
const unknown: Answered = () => ({ kind: "failed", applied: "unknown" });
const busy: Answered = () => ({ kind: "failed", applied: "no" });
const refused = (reason: "insufficient_funds" | "insufficient_holdings" | "quote_is_missing"): Answered => {
  return () => ({ kind: "rejected", reason });
};

function recordNow(book: Book, command: Command): ProofRecord {
  const { collection, id } = proofOf(command) ?? assert.fail(`nothing proves a ${command.kind}`);
  const { entries, orders } = recordsOf(book);
  const record =
    collection === "orders"
      ? orders.find(({ orderId }) => orderId === id)
      : entries.find(({ entryId }) => entryId === id);
  assert.ok(record, `${id} is not in the book`);
  return record;
}

/** One call after another, each 10 units long, on a book that keeps what was accepted. */
function sample(steps: [Command, DecisionContext, "write" | "nothing", Answered?][]): Sample {
  const book = openBook();
  const calls = steps.map(([command, context, effect, answered], index): ObservedCall => {
    if (effect === "write") assert.ok(write(book, command, context), `step ${index} was refused`);
    const accepted = (): ObservedAnswer => {
      const record = recordNow(book, command);
      return { kind: "accepted", replayed: effect === "nothing", record, accountSeq: book.account.seq };
    };
    return {
      callId: `c${index + 1}`,
      proof: proofOf(command),
      request: requestOf(command, context),
      startedAt: index * 20,
      endedAt: index * 20 + 10,
      answer: answered ? answered(book) : accepted(),
      decidedBy: { command, context, nowMs: [noonMs] },
    };
  });
  return { calls, documents: recordsOf(book) };
}

/** What a right history may hold: new, refused, repeated, mismatched, unknown with and without effect, retried. */
const rightHistory = () =>
  sample([
    [deposit("d1", 1_000_00n), contextAt(), "write"],
    [withdraw("w1", 2_000_00n), contextAt(), "nothing", refused("insufficient_funds")],
    [buy("o1", 1_000_000n), market, "write"],
    [buy("o1", 1_000_000n), market, "nothing"],
    [deposit("d1", 1_00n), contextAt(), "nothing", () => ({ kind: "mismatch", fields: ["amount"] })],
    [sell("o2", 9_000_000n), market, "nothing", refused("insufficient_holdings")],
    [withdraw("w2", 10_00n), contextAt(), "write", unknown],
    [withdraw("w3", 10_00n), contextAt(), "nothing", unknown],
    [withdraw("w2", 10_00n), contextAt(), "nothing"],
    [withdraw("w4", 10_00n), contextAt(), "nothing", busy],
    [withdraw("w4", 10_00n), contextAt(), "write"],
    [withdraw("w5", 900_00n), contextAt(), "nothing", refused("insufficient_funds")],
    [deposit("d2", 900_00n), contextAt(), "write"],
    [withdraw("w5", 900_00n), contextAt(), "write"],
  ]);

const problemsOf = ({ calls, documents }: Sample) => check(calls, documents);

function callOf(
  { calls }: Sample,
  callId: string,
): { -readonly [Key in keyof ObservedCall]: ObservedCall[Key] } {
  const call = calls.find((it) => it.callId === callId);
  assert.ok(call);
  return call;
}

/** Drops an entry and closes the ranks, hashes and all, so that the ledger alone looks right. */
function without(documents: FinalDocuments, entryId: string): FinalDocuments & { entries: EntryRecord[] } {
  let prevHash = "0".repeat(64);
  const entries = documents.entries
    .filter((entry) => entry.entryId !== entryId)
    .map((entry, index) => {
      const { hash: _hash, ...unsealed } = { ...entry, prevHash, seq: index + 1 };
      prevHash = hashEntry(unsealed);
      return { ...unsealed, hash: prevHash };
    });
  return { ...documents, entries };
}

/** Each row doctors the right history in one way; the checker must complain about the named call or record. */
const doctored: [string, string, (history: Sample) => void][] = [
  [
    "an accepted call without its document",
    "c14",
    (it) => void (it.documents = without(it.documents, "request.w5")),
  ],
  [
    "a document that no call explains",
    "entries/request.w5",
    (it) => (it.calls = it.calls.filter(({ proof }) => proof?.id !== "request.w5")),
  ],
  [
    "a document with another input than its call",
    "entries/request.d2",
    (it) => {
      callOf(it, "c13").request = { kind: "deposit", amount: "1" };
    },
  ],
  [
    "a record in the answer that is not the stored one",
    "c3",
    (it) => {
      const answer = callOf(it, "c3").answer;
      if (answer.kind === "accepted")
        callOf(it, "c3").answer = { ...answer, record: { ...answer.record, commitId: "?" } };
    },
  ],
  [
    "an answer with an account from before the effect",
    "c3",
    (it) => {
      const answer = callOf(it, "c3").answer;
      if (answer.kind === "accepted") callOf(it, "c3").answer = { ...answer, accountSeq: 1 };
    },
  ],
  [
    "two calls answered as new under one id",
    "orders/o1",
    (it) => {
      const answer = callOf(it, "c4").answer;
      if (answer.kind === "accepted") callOf(it, "c4").answer = { ...answer, replayed: false };
    },
  ],
  [
    "a repeat of nothing",
    "c1",
    (it) => {
      const answer = callOf(it, "c1").answer;
      if (answer.kind === "accepted") callOf(it, "c1").answer = { ...answer, replayed: true };
    },
  ],
  [
    "a repeat that was answered before the first call began",
    "c4",
    (it) => {
      Object.assign(callOf(it, "c4"), { startedAt: 21, endedAt: 22 });
    },
  ],
  [
    "a refusal that took effect",
    "c13",
    (it) => {
      callOf(it, "c13").answer = { kind: "rejected", reason: "daily_deposit_limit_reached" };
    },
  ],
  [
    "a busy answer that took effect",
    "c13",
    (it) => {
      callOf(it, "c13").answer = { kind: "failed", applied: "no" };
    },
  ],
  [
    "a refusal of what was accepted before",
    "c4",
    (it) => {
      callOf(it, "c4").answer = { kind: "rejected", reason: "insufficient_funds" };
    },
  ],
  [
    "a refusal where a mismatch was due",
    "c5",
    (it) => {
      callOf(it, "c5").answer = { kind: "rejected", reason: "insufficient_funds" };
    },
  ],
  [
    "a mismatch of an id that was never used",
    "c2",
    (it) => {
      callOf(it, "c2").answer = { kind: "mismatch", fields: ["amount"] };
    },
  ],
  [
    "a mismatch of the very input",
    "c4",
    (it) => {
      callOf(it, "c4").answer = { kind: "mismatch", fields: ["amount"] };
    },
  ],
  [
    "a mismatch that names other fields",
    "c5",
    (it) => {
      callOf(it, "c5").answer = { kind: "mismatch", fields: ["kind"] };
    },
  ],
  [
    "an accepted answer where a mismatch was due",
    "c5",
    (it) => {
      callOf(it, "c5").answer = { kind: "accepted", replayed: true, record: {} };
    },
  ],
  [
    "effects in another order than their calls",
    "entries/request.d2",
    (it) => {
      Object.assign(callOf(it, "c11"), { startedAt: 1000, endedAt: 1010 });
      Object.assign(callOf(it, "c10"), { startedAt: 1000, endedAt: 1010 });
      Object.assign(callOf(it, "c13"), { startedAt: 1020, endedAt: 1030 });
      Object.assign(callOf(it, "c14"), { startedAt: 900, endedAt: 910 });
      Object.assign(callOf(it, "c12"), { startedAt: 900, endedAt: 910 });
    },
  ],
  [
    "a refusal that no state of its time justifies",
    "c12",
    (it) => {
      Object.assign(callOf(it, "c12"), { startedAt: 251, endedAt: 252 });
    },
  ],
  [
    "a refusal for another reason than there was",
    "c2",
    (it) => {
      callOf(it, "c2").answer = { kind: "rejected", reason: "daily_withdrawal_limit_reached" };
    },
  ],
  [
    "an entry that the kernel would not have made",
    "orders/o1",
    (it) => {
      for (const callId of ["c3", "c4"]) {
        const { command } = callOf(it, callId).decidedBy ?? assert.fail();
        const context = marketContext(btc, quoteAt(29_999_00n));
        callOf(it, callId).decidedBy = { command, context, nowMs: [noonMs] };
      }
    },
  ],
  [
    "an entry that was tampered with",
    "entries/request.d2",
    (it) => {
      const entry = it.documents.entries.find(({ entryId }) => entryId === "request.d2");
      if (entry?.postings[0]) entry.postings[0].amount = "-901.00";
    },
  ],
  [
    "records without an account",
    "account",
    (it) => {
      it.documents = { ...it.documents, account: null };
    },
  ],
];

describe("checker (R-TRADE-8, R-TEST-4)", () => {
  it("finds nothing in a right history", () => {
    assert.deepEqual(problemsOf(rightHistory()), []);
  });

  for (const [what, about, doctor] of doctored) {
    it(`finds ${what}`, () => {
      const history = rightHistory();
      doctor(history);
      const complaints = problemsOf(history);
      assert.ok(
        complaints.some((complaint) => complaint.about === about),
        JSON.stringify(complaints),
      );
    });
  }

  it("lets an unknown call take effect at any later time, once", () => {
    const history = rightHistory();
    Object.assign(callOf(history, "c7"), { startedAt: 1, endedAt: 2 });
    assert.deepEqual(problemsOf(history), []);
  });

  it("takes calls that overlap in either order", () => {
    const history = rightHistory();
    Object.assign(callOf(history, "c13"), { startedAt: 205, endedAt: 275 });
    Object.assign(callOf(history, "c14"), { startedAt: 205, endedAt: 275 });
    assert.deepEqual(problemsOf(history), []);
  });

  it("leaves alone what was there before the first call", () => {
    const history = rightHistory();
    history.calls = history.calls.filter(({ proof }) => proof?.id !== "request.d1");
    const strays = problemsOf(history).map(({ about }) => about);
    assert.ok(strays.includes("entries/request.d1"));
    assert.deepEqual(check(history.calls, { ...history.documents, setUpSeq: 1 }), []);
  });

  it("needs no knowledge of what calls were decided by", () => {
    const { calls, documents } = rightHistory();
    const bare = calls.map(({ decidedBy: _decidedBy, ...call }) => call);
    assert.deepEqual(check(bare, documents), []);
  });
});
