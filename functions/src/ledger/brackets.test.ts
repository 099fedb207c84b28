import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { openBook, recordsOf, write, type Book } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  cancel,
  contextAt,
  deposit,
  expire,
  limits,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  replace,
  sell,
  tickAt,
} from "../../test/simulation/ground.js";
import { audit } from "./audit.js";
import type { Command, DecisionContext, PlaceCommand } from "./command.js";
import { decide } from "./kernel.js";

const price = 30_000_00n;
const tenth = 10_000_000n;
const market = marketContext(btc, quoteAt(price));
const legs = {
  takeProfit: { limitPrice: 31_000_00n },
  stopLoss: { stopPrice: 28_000_00n, limitPrice: null },
} as const;
const parent = (rest: Partial<PlaceCommand> = {}) =>
  placing("p", ["buy", "limit"], tenth, { limitPrice: 29_000_00n, ...legs, ...rest });
const part = (orderId: string, sequence: number, at: bigint, allotment: bigint): Command => ({
  ...{ kind: "match", orderId, ticks: [tickAt(sequence, at)], allotment },
});

/** Writes commands that must all be accepted. */
function bookOf(...commands: (Command | readonly [Command, DecisionContext])[]): Book {
  const book = openBook();
  write(book, deposit("d", 90_000_00n), contextAt());
  for (const step of commands) {
    const [command, context] = "kind" in step ? [step, market] : step;
    assert.ok(write(book, command, context), `${command.kind} was refused`);
  }
  const { account, entries, orders } = recordsOf(book);
  assert.deepEqual(audit(account, entries, orders), []);
  return book;
}
const orderIn = (book: Book, orderId: string) => {
  const order = book.orders.find((it) => it.orderId === orderId);
  assert.ok(order, orderId);
  return order;
};
/** Status, quantity and hold. */
const leg = (book: Book, orderId: string) => {
  const { status, quantity, hold } = orderIn(book, orderId);
  return [status, quantity, hold];
};
const heldBtc = (book: Book) => book.account.balances.BTC?.held ?? 0n;

const filled = [parent(), match("p", tickAt(2, 29_000_00n))] as const;
const [profit, loss] = ["p.takeProfit", "p.stopLoss"];

describe("brackets (R-TRADE-5)", () => {
  it("hold nothing for legs that wait", () => {
    const book = bookOf(parent());
    assert.deepEqual(
      [leg(book, profit), leg(book, loss)],
      [
        ["held", "0.1", "0"],
        ["held", "0.1", "0"],
      ],
    );
    assert.equal(heldBtc(book), 0n);
  });

  it("open both legs on one hold when the parent is filled, in the same commit", () => {
    const book = bookOf(...filled);
    assert.deepEqual(
      [leg(book, profit), leg(book, loss)],
      [
        ["open", "0.1", "0.1"],
        ["open", "0.1", "0"],
      ],
    );
    assert.equal(heldBtc(book), tenth);
    assert.equal(new Set(book.orders.map(({ commitId }) => commitId)).size, 1);
  });

  it("cancel the sibling with the fill that ends a leg, whichever carries the hold", () => {
    for (const [ends, at, other] of [
      [profit, 31_000_00n, loss],
      [loss, 28_000_00n, profit],
    ] as const) {
      const book = bookOf(...filled, match(ends, tickAt(3, at)));
      assert.equal(orderIn(book, ends).status, "filled");
      assert.deepEqual(
        [orderIn(book, other).status, orderIn(book, other).reason],
        ["cancelled", "sibling_filled"],
      );
      assert.equal(orderIn(book, other).commitId, orderIn(book, ends).commitId);
      assert.equal(heldBtc(book), 0n);
      assert.equal(decide(book.account, match(other, tickAt(4, 20_000_00n)), market).accepted, false);
    }
  });

  it("resize the sibling with a fill of a part", () => {
    const book = bookOf(...filled, part(loss, 3, 28_000_00n, 4_000_000n));
    assert.deepEqual(
      [leg(book, loss), leg(book, profit)],
      [
        ["partially_filled", "0.1", "0.06"],
        ["open", "0.06", "0"],
      ],
    );
    const [entry] = book.entries.slice(-1);
    assert.equal(entry?.postings.filter(({ bucket }) => bucket === "held").length, 1);
  });

  it("leave the hold to the sibling of a leg that is cancelled", () => {
    const book = bookOf(...filled, cancel(profit));
    assert.deepEqual(
      [leg(book, profit), leg(book, loss)],
      [
        ["cancelled", "0.1", "0"],
        ["open", "0.1", "0.1"],
      ],
    );
    assert.equal(heldBtc(bookOf(...filled, cancel(profit), cancel(loss))), 0n);
  });

  it("put a replaced leg beside its sibling, on the same hold", () => {
    const book = bookOf(...filled, replace(profit, "n", { limitPrice: 32_000_00n }));
    assert.deepEqual(
      [leg(book, "n"), leg(book, loss), heldBtc(book)],
      [["open", "0.1", "0.1"], ["open", "0.1", "0"], tenth],
    );
    const after = bookOf(
      ...filled,
      replace(profit, "n", { limitPrice: 32_000_00n }),
      match(loss, tickAt(3, 27_000_00n)),
    );
    assert.equal(orderIn(after, "n").reason, "sibling_filled");
  });

  it("open on what was filled when the parent is cancelled or expires in part", () => {
    const cut = bookOf(parent(), part("p", 2, 29_000_00n, 4_000_000n), cancel("p"));
    assert.deepEqual(
      [leg(cut, profit), leg(cut, loss)],
      [
        ["open", "0.04", "0.04"],
        ["open", "0.04", "0"],
      ],
    );
    assert.equal(cut.account.balances.USD?.held, 0n);
  });

  it("end with a parent that ends unfilled", () => {
    for (const command of [cancel("p")]) {
      const book = bookOf(parent(), command);
      assert.deepEqual(
        [orderIn(book, loss).status, orderIn(book, loss).reason],
        ["cancelled", "parent_ended"],
      );
      assert.equal(book.account.orders.size, 0);
    }
  });

  it("are over with the time that they share with a parent which expires in part", () => {
    const untilMs = noonMs + 60_000;
    const book = bookOf(
      parent({ timeInForce: "gtd", expiresAtMs: untilMs }),
      part("p", 2, 29_000_00n, 4_000_000n),
      [expire("p"), marketContext(btc, quoteAt(price), { nowMs: untilMs })],
    );
    assert.deepEqual(
      [orderIn(book, profit).status, orderIn(book, profit).reason],
      ["expired", "time_is_over"],
    );
    assert.equal(heldBtc(book), 0n);
    assert.equal(book.account.orders.size, 0);
  });

  it("protect only what is there, and nothing where all was sold meanwhile", () => {
    const bought = [parent(), part("p", 2, 29_000_00n, 4_000_000n)] as const;
    const some = bookOf(...bought, sell("s", 3_000_000n), cancel("p"));
    assert.deepEqual(leg(some, profit), ["open", "0.01", "0.01"]);
    const none = bookOf(...bought, sell("s", 4_000_000n), cancel("p"));
    assert.deepEqual(
      [leg(none, profit)[0], orderIn(none, profit).reason],
      ["cancelled", "nothing_to_protect"],
    );
  });

  it("protect what the replaced parent had bought too", () => {
    const replaced = [
      parent(),
      part("p", 2, 29_000_00n, 4_000_000n),
      replace("p", "n", { quantity: 20_000_000n }),
    ] as const;
    const whole = bookOf(...replaced, match("n", tickAt(3, 29_000_00n)));
    assert.deepEqual(leg(whole, profit), ["open", "0.2", "0.2"]);
    const cut = bookOf(...replaced, cancel("n"));
    assert.deepEqual(leg(cut, profit), ["open", "0.04", "0.04"]);
    const twice = bookOf(
      ...replaced,
      part("n", 3, 29_000_00n, 5_000_000n),
      replace("n", "m", { limitPrice: 28_500_00n }),
      part("m", 4, 28_500_00n, 1_000_000n),
      cancel("m"),
    );
    assert.deepEqual(leg(twice, profit), ["open", "0.1", "0.1"]);
  });

  it("do not count twice against the open orders when their parent is replaced", () => {
    const three = marketContext(btc, quoteAt(price), { limits: { ...limits, openOrdersMax: 3 } });
    const book = bookOf([parent(), three], [replace("p", "n", { limitPrice: 29_100_00n }), three]);
    assert.equal(book.account.orders.size, 3);
  });

  it("buy back what a parent sold, on one hold, the larger of the two", () => {
    const short = placing("p", ["sell", "limit"], tenth, {
      limitPrice: 31_000_00n,
      takeProfit: { limitPrice: 30_500_00n },
      stopLoss: { stopPrice: 32_000_00n, limitPrice: null },
    });
    const book = bookOf(buy("stock", 100_000_000n), short, match("p", tickAt(2, 31_000_00n)));
    // 0.1 at 32,000.00 and 2.5 %, with 10 basis points of fee.
    assert.deepEqual(
      [leg(book, profit), leg(book, loss)],
      [
        ["open", "0.1", "3283.28"],
        ["open", "0.1", "0.00"],
      ],
    );
    const taken = bookOf(
      ...[buy("stock", 100_000_000n), short, match("p", tickAt(2, 31_000_00n))],
      match(profit, tickAt(3, 30_500_00n)),
    );
    assert.equal(taken.account.balances.USD?.held, 0n);
    assert.equal(taken.account.balances.BTC?.available, 100_000_000n);
  });

  it("reject legs that cannot be paid for", () => {
    const short = placing("p", ["sell", "limit"], 100_000_000n, {
      limitPrice: 30_500_00n,
      stopLoss: { stopPrice: 90_000_00n, limitPrice: null },
    });
    const book = bookOf(buy("stock", 100_000_000n), short, match("p", tickAt(2, 30_500_00n)));
    assert.deepEqual(
      [orderIn(book, loss).status, orderIn(book, loss).reason],
      ["rejected", "insufficient_funds"],
    );
  });

  it("start a trailing leg at the price that filled the parent", () => {
    const trailing = parent({ stopLoss: { trail: { amount: 500_00n } } });
    const book = bookOf(trailing, match("p", tickAt(2, 28_900_00n)), match(loss, tickAt(3, 29_200_00n)));
    const { mark, stopPrice } = orderIn(book, loss);
    assert.deepEqual([mark, stopPrice], ["29200.00", "28700.00"]);
  });
});
