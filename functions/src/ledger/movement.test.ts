import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { openBook, recordsOf, reversalOf, write } from "../../test/simulation/book.js";
import {
  accepted,
  btc,
  buy,
  contextAt,
  deposit,
  funded,
  hold,
  limits,
  marketContext,
  noonMs,
  quoteAt,
  release,
  sell,
  withdraw,
} from "../../test/simulation/ground.js";
import { emptyAccount } from "./account.js";
import { audit } from "./audit.js";
import { decide } from "./kernel.js";

const moment = (iso: string) => contextAt({ nowMs: Date.parse(iso) });
const lastMs = moment("2026-03-10T23:59:59.999Z");
const midnight = moment("2026-03-11T00:00:00.000Z");

describe("daily limits (R-TRADE-2)", () => {
  it("count what was deposited on the same UTC day and begin anew at midnight", () => {
    const { account } = accepted(emptyAccount("ann"), deposit("d1", 100_000_00n), lastMs);
    const decision = decide(account, deposit("d2", 1n), lastMs);
    assert.deepEqual(!decision.accepted && decision.facts, { limit: "100000.00", used: "100000.00" });
    const tomorrow = accepted(account, deposit("d2", 100_000_00n), midnight).account;
    assert.deepEqual(tomorrow.daily, { day: "2026-03-11", deposited: 100_000_00n, withdrawn: 0n });
  });

  it("count what was withdrawn on the same UTC day and begin anew at midnight", () => {
    const { account } = accepted(funded(200_000_00n), withdraw("w1", 50_000_00n), lastMs);
    assert.equal(decide(account, withdraw("w2", 1n), lastMs).accepted, false);
    const tomorrow = accepted(account, withdraw("w2", 50_000_00n), midnight).account;
    assert.equal(tomorrow.daily.withdrawn, 50_000_00n);
  });

  it("count deposits and withdrawals apart", () => {
    const { account } = accepted(emptyAccount("ann"), deposit("d1", 60_000_00n), lastMs);
    const both = accepted(account, withdraw("w1", 50_000_00n), lastMs).account;
    assert.deepEqual(both.daily, { day: "2026-03-10", deposited: 60_000_00n, withdrawn: 50_000_00n });
  });

  it("cannot be dodged by a clock that goes back over midnight", () => {
    const { account } = accepted(emptyAccount("ann"), deposit("d1", 100_000_00n), midnight);
    assert.equal(decide(account, deposit("d2", 1n), lastMs).accepted, false);
  });

  it("are not given back by a reversal", () => {
    const { account, entries } = accepted(emptyAccount("ann"), deposit("d1", 100_000_00n), lastMs);
    const [entry] = entries;
    assert.ok(entry);
    const reversed = accepted(account, { kind: "reverse", entry }, lastMs).account;
    assert.equal(decide(reversed, deposit("d2", 1n), lastMs).accepted, false);
  });
});

describe("time of entries", () => {
  it("never goes back, whatever the clock says", () => {
    const first = accepted(emptyAccount("ann"), deposit("d1", 1n), midnight);
    const second = accepted(first.account, deposit("d2", 1n), lastMs);
    assert.equal(second.entries[0]?.atMs, midnight.nowMs);
    assert.equal(second.account.atMs, midnight.nowMs);
  });
});

describe("holds", () => {
  it("keep what they reserve until they are released, once", () => {
    const { account } = accepted(funded(10n), hold("h1", "USD", 6n));
    assert.deepEqual(account.balances.USD, { scale: 2, available: 4n, held: 6n });
    assert.deepEqual([...account.holds], [["h1", { assetId: "USD", amount: 6n }]]);
    const after = accepted(account, release("r1", "h1")).account;
    assert.deepEqual(after.balances.USD, { scale: 2, available: 10n, held: 0n });
    assert.equal(decide(after, release("r2", "h1"), contextAt()).accepted, false);
  });

  it("add up: two of them reserve both amounts", () => {
    const { account } = accepted(funded(10n), hold("h1", "USD", 6n));
    assert.equal(decide(account, hold("h2", "USD", 5n), contextAt()).accepted, false);
    const both = accepted(account, hold("h2", "USD", 4n)).account;
    assert.deepEqual(both.balances.USD, { scale: 2, available: 0n, held: 10n });
  });
});

describe("reversals", () => {
  const at = (price: bigint) => marketContext(btc, quoteAt(price));

  it("take back a buy, its cost and its fee", () => {
    const book = openBook();
    write(book, deposit("d1", 50_000_00n));
    const before = book.account.balances;
    write(book, buy("o1", 100_000_000n), at(30_000_00n));
    assert.ok(write(book, reversalOf(book, "order.o1.1")));
    assert.deepEqual(book.account.balances.USD, before.USD);
    assert.deepEqual(book.account.balances.BTC, { scale: 8, available: 0n, held: 0n });
    assert.deepEqual(book.account.positions.BTC, { cost: 0n, realised: 0n });
  });

  it("take back a sale with the cost that it removed", () => {
    const book = openBook();
    write(book, deposit("d1", 50_000_00n));
    write(book, buy("o1", 100_000_000n), at(30_000_00n));
    const before = book.account.positions.BTC;
    write(book, sell("o2", 33_333_000n), at(31_000_00n));
    assert.ok(write(book, reversalOf(book, "order.o2.1")));
    assert.deepEqual(book.account.positions.BTC, before);
    assert.equal(book.account.balances.BTC?.available, 100_000_000n);
  });

  it("are refused for a buy whose asset was sold since", () => {
    const book = openBook();
    write(book, deposit("d1", 50_000_00n));
    write(book, buy("o1", 100_000_000n), at(30_000_00n));
    write(book, sell("o2", 1_000_000n), at(30_000_00n));
    assert.equal(write(book, reversalOf(book, "order.o1.1")), false);
  });

  it("are refused for a sale whose proceeds were withdrawn since", () => {
    const book = openBook();
    write(book, deposit("d1", 30_030_00n));
    write(book, buy("o1", 100_000_000n), at(30_000_00n));
    write(book, sell("o2", 50_000_000n), at(30_000_00n));
    write(book, withdraw("w1", 1n));
    assert.equal(write(book, reversalOf(book, "order.o2.1")), false);
  });

  it("make the cost that is left realised when nothing is held any more", () => {
    const book = openBook();
    write(book, deposit("d1", 90_000_00n));
    write(book, buy("o1", 100_000_000n), at(30_000_00n));
    write(book, buy("o2", 100_000_000n), at(20_000_00n));
    write(book, sell("o3", 100_000_000n), at(25_000_00n));
    // The position's cost is now the average, 25,025.00; taking back the second buy removes only 20,020.00.
    assert.ok(write(book, reversalOf(book, "order.o2.1")));
    assert.deepEqual(book.account.positions.BTC?.cost, 0n);
    const { account, entries, orders } = recordsOf(book);
    assert.deepEqual(audit(account, entries, orders), []);
  });

  it("are refused where the cost left is less than the cost to take back", () => {
    const book = openBook();
    write(book, deposit("d1", 90_000_00n));
    write(book, buy("o1", 200_000_000n), at(10_000_00n));
    write(book, buy("o2", 100_000_000n), at(40_000_00n));
    write(book, sell("o3", 150_000_000n), at(25_000_00n));
    const decision = decide(book.account, reversalOf(book, "order.o2.1"), contextAt());
    assert.equal(!decision.accepted && decision.reason, "entry_cannot_be_reversed");
  });

  it("cannot be reversed themselves", () => {
    const book = openBook();
    write(book, deposit("d1", 10n));
    write(book, reversalOf(book, "request.d1"));
    assert.equal(write(book, reversalOf(book, "reversal.request.d1")), false);
  });

  it("refuse what names a stranger's account", () => {
    const { entries } = accepted(emptyAccount("bob"), deposit("d1", 5n));
    const [entry] = entries;
    assert.ok(entry);
    assert.equal(decide(funded(5n), { kind: "reverse", entry }, contextAt()).accepted, false);
  });
});

describe("limits of a decision", () => {
  it("are those given, also on the last cent", () => {
    const context = contextAt({ nowMs: noonMs, limits: { ...limits, dailyWithdrawalMax: 7n } });
    assert.equal(decide(funded(10n), withdraw("w", 8n), context).accepted, false);
    assert.equal(decide(funded(10n), withdraw("w", 7n), context).accepted, true);
  });
});
