import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { openBook, recordsOf, reversalOf, write, type Book } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  buyFor,
  contextAt,
  deposit,
  hold,
  marketContext,
  noonMs,
  penny,
  quoteAt,
  release,
  sell,
  withdraw,
} from "../../test/simulation/ground.js";
import { audit, type Finding } from "./audit.js";
import { hashEntry, type EntryRecord } from "./entry-record.js";

const at = (minute: number) => noonMs + minute * 60_000;

/** A book with every kind of entry, holds open and released, orders filled and cut short. */
function fullBook(): Book {
  const book = openBook();
  const yesterday = { nowMs: noonMs - 86_400_000 };
  const bitcoin = (price: bigint, minute: number, depth: bigint | null = null) =>
    marketContext(btc, quoteAt(price, { depth }), { nowMs: at(minute) });
  const pennies = marketContext(penny, quoteAt(12_345n), { nowMs: at(6) });
  const steps: Parameters<typeof write>[] = [
    [book, deposit("d0", 30_000_00n), contextAt(yesterday)],
    [book, deposit("d1", 50_000_00n)],
    [book, buy("o1", 100_000_000n), bitcoin(30_000_01n, 1)],
    [book, sell("o2", 33_333_000n), bitcoin(31_234_57n, 2)],
    [book, buy("o3", 90_000_000n), bitcoin(29_999_99n, 3, 10_000_000n)],
    [book, hold("h1", "USD", 100_00n), contextAt({ nowMs: at(4) })],
    [book, hold("h2", "BTC", 1_000_000n), contextAt({ nowMs: at(4) })],
    [book, release("r1", "h1"), contextAt({ nowMs: at(5) })],
    [book, buyFor("o4", 2_000_00n), pennies],
    [book, withdraw("w1", 1_234_56n), contextAt({ nowMs: at(7) })],
    [book, hold("h3", "USD", 5_00n), contextAt({ nowMs: at(8) })],
  ];
  for (const step of steps) assert.ok(write(...step), `${step[1].kind} was refused`);
  assert.ok(write(book, reversalOf(book, "order.o4.1"), contextAt({ nowMs: at(9) })));
  assert.ok(write(book, reversalOf(book, "request.w1"), contextAt({ nowMs: at(9) })));
  return book;
}

type Records = ReturnType<typeof recordsOf>;
const auditOf = ({ account, entries, orders }: Records): Finding[] => audit(account, entries, orders);

/** Paths of everything in a value that is no object, arrays included. */
function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function changeAt(root: unknown, path: readonly string[], change: (value: unknown) => unknown): void {
  const last = path.at(-1) ?? "";
  const holder = path.slice(0, -1).reduce((value, key) => (value as Record<string, unknown>)[key], root);
  const object = holder as Record<string, unknown>;
  object[last] = change(object[last]);
}

/** Another value of the same looks: amounts stay amounts, times stay times. */
function tampered(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return "x";
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(value))
    return value.replace(/^2026-03/, "2026-02").replace(/^1970/, "1971");
  if (/^-?[\d.]+$/.test(value)) {
    const changed = value.replace(/[1-9]/, (digit) => String((Number(digit) % 9) + 1));
    return changed === value ? value.replace(/0/, "1") : changed;
  }
  return `${value}x`;
}

describe("audit (R-TEST-4)", () => {
  it("finds nothing in a book that the kernel kept", () => {
    const book = fullBook();
    const kinds = new Set(book.entries.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ["deposit", "fill", "hold", "release", "reversal", "withdraw"]);
    assert.deepEqual(auditOf(recordsOf(book)), []);
    assert.deepEqual(auditOf(recordsOf(openBook())), []);
  });

  it("finds any field of any record that was changed, and names that record first", () => {
    const records = recordsOf(fullBook());
    let fields = 0;
    for (const path of leavesOf(records)) {
      const copy = structuredClone(records);
      changeAt(copy, path, tampered);
      const findings = auditOf(copy);
      const [collection, index] = path as [keyof Records, string];
      const name = {
        account: "account",
        entries: `entries/${copy.entries[Number(index)]?.entryId}`,
        orders: `orders/${copy.orders[Number(index)]?.orderId}`,
      }[collection];
      // Of an account and its only order in an asset, with two scales, nothing tells which one was changed.
      const named = path.at(-1) === "scale" ? findings.map(({ record }) => record) : [findings[0]?.record];
      assert.ok(named.includes(name), `${path.join(".")}: ${JSON.stringify(findings)}`);
      fields++;
    }
    assert.ok(fields > 400, `${fields} fields`);
  });

  it("finds a field of an order that was given the value of another order", () => {
    const records = recordsOf(fullBook());
    for (const [index, order] of records.orders.entries()) {
      for (const other of records.orders) {
        for (const field of Object.keys(order) as (keyof typeof order)[]) {
          if (field === "request" || JSON.stringify(order[field]) === JSON.stringify(other[field])) continue;
          const copy = structuredClone(records);
          Object.assign(copy.orders[index] ?? {}, { [field]: other[field] });
          assert.ok(auditOf(copy).length > 0, `${order.orderId}.${field} as in ${other.orderId}`);
        }
      }
    }
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
