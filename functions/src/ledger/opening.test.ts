import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { openBook, recordsOf, write } from "../../test/simulation/book.js";
import { accepted, btc, contextAt, deposit, noonMs } from "../../test/simulation/ground.js";
import { importedOrders, openedBook, opening } from "../../test/simulation/opened-book.js";
import { flowOf, totalsOf } from "../portfolio/state.js";
import { emptyAccount } from "./account.js";
import { audit } from "./audit.js";
import { openEntry } from "./entry-record.js";
import { noOrders, openingRequest } from "./imported.js";
import { decide } from "./kernel.js";

const problems = ({ account, entries, orders }: ReturnType<typeof recordsOf>) =>
  audit(account, entries, orders).map(({ record, problem }) => `${record}: ${problem}`);

describe("opening (R-DATA-6)", () => {
  it("brings cash and holdings with their cost along, an entry each, in one decision", () => {
    const { account, entries } = accepted(emptyAccount("ann"), opening);
    assert.deepEqual(
      entries.map(({ entryId, kind, position }) => [entryId, kind, position?.cost ?? null]),
      [
        ["opening.1", "opening", null],
        ["opening.2", "opening", 31_000_05n],
        ["opening.3", "opening", 0n],
      ],
    );
    assert.equal(account.balances[btc.assetId]?.available, 150_000_000n);
    assert.deepEqual(account.positions[btc.assetId], { cost: 31_000_05n, realised: 0n });
    assert.equal(account.balances.USD?.available, 60_000_00n);
  });

  it("counts the cash and the cost of the holdings as paid in", () => {
    const book = openedBook();
    const entries = book.entries.map((record) => openEntry(record, book.account.balances));
    const paidIn = entries.reduce((sum, entry) => sum + flowOf(entry), 0n);
    assert.equal(paidIn, 91_000_05n);
    assert.equal(
      entries.reduce((sum, entry) => sum + totalsOf(entry).deposits, 0n),
      91_000_05n,
    );
  });

  it("is not a deposit of the day", () => {
    const { account } = accepted(emptyAccount("ann"), { ...opening, cash: 900_000_00n });
    assert.ok(decide(account, deposit("d1", 100_000_00n), contextAt()).accepted);
  });

  const nothing = { ...opening, cash: 0n, holdings: [] };
  const holding = { assetId: "BTC", scale: 8, quantity: 1n, cost: 1n };
  const refusals = [
    ["of nothing", nothing, "amount_not_positive"],
    ["with less than no cash", { ...opening, cash: -1n }, "amount_not_positive"],
    [
      "with a holding of nothing",
      { ...nothing, holdings: [{ ...holding, quantity: 0n }] },
      "amount_not_positive",
    ],
    [
      "with a cost below nothing",
      { ...nothing, holdings: [{ ...holding, cost: -1n }] },
      "amount_not_positive",
    ],
  ] as const;
  for (const [what, command, reason] of refusals) {
    it(`is refused ${what}: ${reason}`, () => {
      const decision = decide(emptyAccount("ann"), command, contextAt());
      assert.equal(!decision.accepted && decision.reason, reason);
      assert.ok(decide(emptyAccount("ann"), { ...nothing, holdings: [holding] }, contextAt()).accepted);
    });
  }

  it("throws at two holdings of one asset, and at cash among them, which are bugs of its caller", () => {
    for (const holdings of [[holding, holding], [{ ...holding, assetId: "USD" }]]) {
      assert.throws(() => decide(emptyAccount("ann"), { ...opening, holdings }, contextAt()), TypeError);
    }
  });

  it("cannot be reversed: a correction is a withdrawal or a trade", () => {
    const { account, entries } = accepted(emptyAccount("ann"), opening);
    const [entry] = entries;
    assert.ok(entry);
    const decision = decide(account, { kind: "reverse", entry }, contextAt());
    assert.equal(!decision.accepted && decision.reason, "entry_cannot_be_reversed");
  });
});

describe("audit of an account that came from elsewhere (R-DATA-6)", () => {
  it("finds nothing in it, with and without orders and entries", () => {
    assert.deepEqual(problems(recordsOf(openedBook())), []);
    const historyOnly = { ...openBook(), orders: [...importedOrders] };
    assert.deepEqual(problems(recordsOf(historyOnly)), []);
    const balancesOnly = openBook();
    assert.ok(write(balancesOnly, opening, contextAt(), openingRequest(noOrders, opening.holdings)));
    assert.deepEqual(problems(recordsOf(balancesOnly)), []);
  });

  it("finds an imported order that is missing, added or there twice", () => {
    const records = recordsOf(openedBook());
    const [first, second] = importedOrders;
    assert.ok(first && second);
    const placed = records.orders.filter(({ importedFrom }) => importedFrom === undefined);
    const added = { ...second, orderId: "old3", groupId: "old3" };
    for (const orders of [[first], [first, second, added], [first, first, second], []]) {
      const found = problems({ ...records, orders: [...placed, ...orders] });
      assert.ok(
        found.includes("entries/opening.1: its imported orders are not those that it names"),
        found.join(),
      );
    }
  });

  it("finds an order of the ledger that is passed off as imported", () => {
    const records = recordsOf(openedBook());
    const orders = records.orders.map((order) =>
      order.orderId === "o1" ? { ...order, importedFrom: "orders/3" } : order,
    );
    const found = problems({ ...records, orders });
    assert.ok(found.includes("entries/order.o1.1: its order is an imported one"), found.join());
  });

  it("finds an opening after another entry", () => {
    const book = openBook();
    assert.ok(write(book, deposit("d1", 1n), contextAt({ nowMs: noonMs })));
    const late = openBook();
    assert.ok(write(late, opening));
    const { account } = recordsOf(late);
    const entries = [...recordsOf(book).entries, ...recordsOf(late).entries];
    assert.ok(problems({ account, entries, orders: [] }).some((it) => it.endsWith("opens what was open")));
  });
});
