import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { fullBook } from "../../test/simulation/full-book.js";
import { openBook, recordsOf, reversalOf, write } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  deposit,
  marketContext,
  match,
  noonMs,
  quoteAt,
  sell,
  tickAt,
} from "../../test/simulation/ground.js";
import { audit, type Finding } from "./audit.js";
import { hashEntry, type EntryRecord } from "./entry-record.js";

type Records = ReturnType<typeof recordsOf>;
const auditOf = ({ account, entries, orders }: Records): Finding[] => audit(account, entries, orders);

describe("audit (R-TEST-4)", () => {
  it("finds nothing in a market order that lends its legs the time that was asked for", () => {
    const book = openBook();
    assert.ok(write(book, deposit("d1", 50_000_00n)));
    const legs = { takeProfit: { limitPrice: 31_000_00n }, timeInForce: "gtc" } as const;
    assert.ok(write(book, { ...buy("o1", 1_000_000n), ...legs }, marketContext(btc, quoteAt(30_000_00n))));
    assert.deepEqual(auditOf(recordsOf(book)), []);
  });

  it("finds nothing in a replacement that moved nothing and was filled by the next entry", () => {
    const book = openBook();
    const market = marketContext(btc, quoteAt(30_000_00n));
    const later = marketContext(btc, quoteAt(30_000_00n), { nowMs: noonMs + 1 });
    assert.ok(write(book, deposit("d1", 50_000_00n)));
    assert.ok(write(book, buy("o1", 1_000_000n), market));
    const limit = { ...sell("o2", 1_000_000n), type: "limit", limitPrice: 31_000_00n } as const;
    assert.ok(write(book, limit, market));
    const replacement = { kind: "replace", orderId: "o2", newOrderId: "o3", limitPrice: 32_000_00n } as const;
    assert.ok(write(book, replacement, market));
    assert.ok(write(book, match("o3", tickAt(2, 32_500_00n)), later));
    assert.deepEqual(auditOf(recordsOf(book)), []);
  });

  it("finds nothing in a book that the kernel kept", () => {
    const book = fullBook();
    const kinds = new Set(book.entries.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ["deposit", "fill", "hold", "release", "reversal", "withdraw"]);
    assert.deepEqual(auditOf(recordsOf(book)), []);
    assert.deepEqual(auditOf(recordsOf(openBook())), []);
  });

  it("finds an entry that is missing, and one that is there twice", () => {
    const records = recordsOf(fullBook());
    for (const index of records.entries.keys()) {
      const missing = structuredClone(records);
      missing.entries.splice(index, 1);
      assert.ok(auditOf(missing).length > 0, `entry ${index} is missing`);
      const twice = structuredClone(records);
      twice.entries.splice(index, 0, structuredClone(records.entries[index] as EntryRecord));
      assert.ok(auditOf(twice).length > 0, `entry ${index} is there twice`);
    }
  });

  it("finds an order that is missing, one that has no entry, and a balance that has none", () => {
    const records = recordsOf(fullBook());
    const missing = { ...records, orders: records.orders.slice(1) };
    assert.equal(auditOf(missing)[0]?.record, "entries/order.o1.1");
    const [order] = records.orders;
    assert.ok(order);
    const extra = { ...records, orders: [...records.orders, { ...order, orderId: "o9", acceptedSeq: 99 }] };
    assert.equal(auditOf(extra)[0]?.record, "orders/o9");
    const balances = { ...records.account.balances, ETH: { scale: 8, available: "0", held: "0" } };
    const odd = { ...records, account: { ...records.account, balances } };
    assert.equal(auditOf(odd)[0]?.record, "account");
  });

  it("finds a forgery whose chain of hashes was made anew", () => {
    const { account, entries, orders } = recordsOf(fullBook());
    const forged = structuredClone(entries);
    const amounts = forged[0]?.postings ?? [];
    for (const posting of amounts) posting.amount = posting.amount.replace("30000", "90000");
    if (amounts[1]) amounts[1].balanceAfter = "90000.00";
    let prevHash = "0".repeat(64);
    for (const entry of forged) {
      const { hash: _hash, ...unsealed } = { ...entry, prevHash };
      prevHash = hashEntry(unsealed);
      Object.assign(entry, { ...unsealed, hash: prevHash });
    }
    const findings = audit({ ...account, headHash: prevHash }, forged, orders);
    assert.ok(findings.some(({ record }) => record === "account"));
    assert.ok(findings.some(({ problem }) => problem.startsWith("balanceAfter of USD")));
  });
});

/** Books that are sealed and folded as they should be, of entries that should not be. */
describe("audit of well-sealed entries", () => {
  const rows: [string, (entry: EntryRecord) => void, string][] = [
    [
      "does not sum to zero",
      ({ postings }) => Object.assign(postings[0] ?? {}, { amount: "-9.99" }),
      "sum to zero",
    ],
    ["has one posting", (entry) => entry.postings.splice(0, 1), "fewer than two"],
    ["posts zero", ({ postings }) => postings.forEach((it) => (it.amount = "0.00")), "posting of zero"],
    ["goes back in time", (entry) => (entry.at = "2026-03-01T00:00:00.000Z"), "older than"],
    ["skips a number", (entry) => (entry.seq += 1), "sequence number"],
    ["names no commit", (entry) => (entry.commitId = ""), "names no commit"],
    ["returns to an ended commit", (entry) => (entry.commitId = "commit-1"), "its commit had ended"],
    ["takes a used id", (entry) => (entry.entryId = "request.d0"), "id was used before"],
    [
      "posts to a stranger",
      ({ postings }) => ((postings[0] ??= {} as never).account = "bob"),
      "strange account",
    ],
    [
      "keeps a house balance",
      ({ postings }) => ((postings[0] ??= {} as never).balanceAfter = "1.00"),
      "house account",
    ],
    ["moves the other way", ({ postings }) => postings.forEach(negate), "does not move USD"],
    [
      "carries a position",
      (entry) => (entry.position = { assetId: "BTC", cost: "1.00", realised: "0.00" }),
      "position",
    ],
    ["carries an order", (entry) => (entry.orderId = "o1"), "orderId does not go"],
    ["lists other assets", (entry) => (entry.assetIds = ["BTC"]), "assetIds"],
  ];
  const negate = (posting: EntryRecord["postings"][number]) => {
    posting.amount = posting.amount.startsWith("-") ? posting.amount.slice(1) : `-${posting.amount}`;
  };

  for (const [what, forge, problem] of rows) {
    it(`finds an entry that ${what}`, () => {
      const book = openBook();
      write(book, deposit("d0", 1_00n));
      write(book, deposit("d1", 10_00n));
      write(book, deposit("d2", 10_00n));
      const { account, entries } = recordsOf(book);
      const entry = entries[2] as EntryRecord;
      forge(entry);
      const { hash: _hash, ...unsealed } = entry;
      entry.hash = hashEntry(unsealed);
      const findings = audit({ ...account, headHash: entry.hash }, entries, []);
      assert.ok(
        findings.some((finding) => finding.problem.includes(problem)),
        JSON.stringify(findings),
      );
      assert.equal(findings[0]?.record, `entries/${entry.entryId}`);
    });
  }

  it("finds a second reversal of one entry", () => {
    const book = openBook();
    write(book, deposit("d0", 1_00n));
    write(book, deposit("d1", 1_00n));
    const reversal = reversalOf(book, "request.d1");
    assert.ok(write(book, reversal));
    assert.ok(write(book, reversal));
    assert.ok(auditOf(recordsOf(book)).some(({ problem }) => problem.includes("a second time")));
  });
});
