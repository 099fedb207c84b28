import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, it } from "mocha";
import { openBook, recordsOf, write } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  buyFor,
  deposit,
  hold,
  marketContext,
  penny,
  quoteAt,
} from "../../test/simulation/ground.js";
import { accountRecord, accountRecordSchema, readAccount } from "./account-record.js";
import { emptyAccount, type Account } from "./account.js";
import { canonicalJson, entryRecordSchema, hashEntry, openEntry, sealEntry } from "./entry-record.js";
import type { EntryDraft } from "./entry.js";
import { orderRecordSchema } from "./order-record.js";
import { differingFields } from "./repeat.js";

const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });
const signed = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const assetId = fc.constantFrom("BTC", "BRK.B", "1INCH", "A", "0");
const holdId = fc.constantFrom("h1", "1", "constructor", "toString", "a-b_c", "hasOwnProperty", "2");
const day = fc.constantFrom("1970-01-01", "2026-02-28", "2028-02-29");

const anyAccount: fc.Arbitrary<Account> = fc
  .record({
    balances: fc.dictionary(
      assetId,
      fc.record({ scale: fc.nat({ max: 18 }), available: amount, held: amount }),
    ),
    positions: fc.dictionary(assetId, fc.record({ cost: amount, realised: signed })),
    holds: fc.uniqueArray(fc.tuple(holdId, fc.record({ assetId: fc.constant("USD"), amount })), {
      selector: ([id]) => id,
    }),
    daily: fc.record({ day, deposited: amount, withdrawn: amount }),
    seq: fc.nat(),
    atMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    status: fc.constantFrom("active" as const, "frozen" as const, "closed" as const),
  })
  .map((drawn) => structuredClone(drawn))
  .map(({ balances, positions, holds, ...rest }) => ({
    ...emptyAccount("ann"),
    ...rest,
    balances: { ...balances, USD: { scale: 2, available: 1n, held: 0n } },
    positions: { ...positions },
    holds: new Map(holds),
    headHash: "ab".repeat(32),
    commitId: "c1",
  }));

describe("account records (R-DATA-1)", () => {
  it("read back as the account that was written, however large its amounts", () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        const record = JSON.parse(JSON.stringify(accountRecord(account))) as unknown;
        const read = readAccount(accountRecordSchema.parse(record));
        assert.deepEqual(read, account);
      }),
    );
  });

  it("write money with two decimals and quantities without trailing zeros", () => {
    const account: Account = {
      ...emptyAccount("ann"),
      balances: {
        USD: { scale: 2, available: 5_00n, held: 0n },
        BTC: { scale: 8, available: 5_000_000n, held: 0n },
      },
    };
    const { balances } = accountRecord(account);
    assert.deepEqual([balances.USD?.available, balances.BTC?.available], ["5.00", "0.05"]);
  });
});

function sampleEntries(): [EntryDraft, Account][] {
  const pairs: [EntryDraft, Account][] = [];
  const book = openBook();
  const pennies = marketContext(penny, quoteAt(12_345n));
  write(book, deposit("d1", 40_000_00n));
  write(book, buy("o1", 100_000_000n), marketContext(btc, quoteAt(30_000_00n)));
  write(book, buyFor("o2", 100_00n), pennies);
  write(book, hold("h1", "BTC", 5n));
  for (const record of book.entries) pairs.push([openEntry(record, book.account.balances), book.account]);
  return pairs;
}

describe("entry records", () => {
  const keeping = { request: { kind: "x" }, commitId: "c1", prevHash: "00" };

  it("open as the entry that was sealed", () => {
    for (const [draft, account] of sampleEntries()) {
      const record = sealEntry(draft, account.balances, keeping);
      entryRecordSchema.parse(record);
      assert.deepEqual(openEntry(record, account.balances), draft);
      assert.deepEqual(sealEntry(openEntry(record, account.balances), account.balances, keeping), record);
    }
  });

  it("carry the SHA-256 of their canonical JSON, by another way of writing it", () => {
    for (const [draft, account] of sampleEntries()) {
      const { hash, ...rest } = sealEntry(draft, account.balances, keeping);
      const sorted = (value: unknown): unknown =>
        Array.isArray(value)
          ? value.map(sorted)
          : typeof value === "object" && value !== null
            ? Object.fromEntries(
                Object.entries(value)
                  .sort(([a], [b]) => (a < b ? -1 : 1))
                  .map(([key, inner]) => [key, sorted(inner)]),
              )
            : value;
      assert.equal(
        hash,
        createHash("sha256")
          .update(JSON.stringify(sorted(rest)))
          .digest("hex"),
      );
    }
  });

  it("have a hash that depends on every field", () => {
    const [[draft, account] = assert.fail()] = sampleEntries();
    const { hash, ...rest } = sealEntry(draft, account.balances, keeping);
    for (const field of Object.keys(rest)) {
      assert.notEqual(hashEntry({ ...rest, [field]: "other" }), hash, field);
    }
  });

  it("form a chain from the genesis hash, one number after the other", () => {
    const { entries, orders } = recordsOf(withEntries());
    let prevHash = "0".repeat(64);
    for (const [index, entry] of entries.entries()) {
      assert.equal(entry.seq, index + 1);
      assert.equal(entry.prevHash, prevHash);
      prevHash = entry.hash;
    }
    for (const order of orders) orderRecordSchema.parse(order);
  });
});

function withEntries() {
  const book = openBook();
  write(book, deposit("d1", 40_000_00n));
  write(book, buy("o1", 100_000_000n), marketContext(btc, quoteAt(30_000_00n)));
  write(book, deposit("d2", 1n));
  return book;
}

describe("canonical JSON", () => {
  it("leaves out no member, whatever its name", () => {
    const odd = JSON.parse('{"b":{"__proto__":"x"},"__proto__":{"a":1},"constructor":2}') as unknown;
    assert.equal(canonicalJson(odd), '{"__proto__":{"a":1},"b":{"__proto__":"x"},"constructor":2}');
  });

  it("is the same for equal values, whatever the order of their keys", () => {
    const value = fc.jsonValue();
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(object));
        assert.deepEqual(JSON.parse(canonicalJson(object)), JSON.parse(JSON.stringify(object)));
      }),
    );
  });
});

describe("repeats", () => {
  it("differ in fields that differ, that are missing, and that are new", () => {
    assert.deepEqual(differingFields({ a: "1", b: "2" }, { a: "1", b: "2" }), []);
    assert.deepEqual(differingFields({ b: "3", a: "1", c: "4" }, { a: "1", b: "2", d: "5" }), [
      "b",
      "c",
      "d",
    ]);
  });
});
