import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { btc, contextAt, deposit, funded, marketContext, quoteAt } from "../../test/simulation/ground.js";
import type { PlaceCommand } from "./command.js";
import { fold } from "./fold.js";

const price = 30_000_00n;
const market = marketContext(btc, quoteAt(price));
const quantity = 1_000_000n;
const base = { kind: "place", side: "buy", size: { quantity } } as const;
const legs = { takeProfit: { limitPrice: 31_000_00n } };
const stopLoss = { stopPrice: 29_000_00n, limitPrice: null };

/** Documents that placing writes beside the account: the entry and the orders; a bracket is up to three orders. */
const rows: [
  title: string,
  order: Omit<PlaceCommand, "kind" | "orderId" | "side" | "size">,
  writes: number,
][] = [
  ["a market order", { type: "market" }, 2],
  ["a limit order that rests", { type: "limit", limitPrice: 29_000_00n }, 2],
  ["a limit order that fills at once", { type: "limit", limitPrice: price }, 2],
  [
    "a limit order that is ioc and finds nothing",
    { type: "limit", limitPrice: 29_000_00n, timeInForce: "ioc" },
    1,
  ],
  ["a limit order that is fok", { type: "limit", limitPrice: price, timeInForce: "fok" }, 2],
  ["a stop order", { type: "stop", stopPrice: 31_000_00n }, 2],
  ["a stop-limit order", { type: "stop_limit", stopPrice: 31_000_00n, limitPrice: 31_100_00n }, 2],
  ["a trailing stop", { type: "trailing_stop", trail: { amount: 500_00n } }, 2],
  ["a market order with one leg", { type: "market", ...legs }, 3],
  ["a market order with two legs, three orders", { type: "market", ...legs, stopLoss }, 4],
  [
    "a limit order with two legs, three orders",
    { type: "limit", limitPrice: 29_500_00n, ...legs, stopLoss },
    4,
  ],
];

describe("the writes of a placing beside its share of the account's", () => {
  for (const [title, order, writes] of rows) {
    it(`are ${writes} for ${title} (R-TRADE-3)`, () => {
      const command: PlaceCommand = { ...base, orderId: "o", ...order };
      const { nowMs, ...context } = market;
      const plan = fold(funded(50_000_00n), [{ command, context, request: {} }], nowMs, "c");
      assert.equal(plan.accepted.length, 1);
      const { newEntries, newOrders, changedOrders } = plan;
      assert.equal(newEntries.length + newOrders.length + changedOrders.length, writes);
      assert.ok(writes / newOrders.length <= 3, "no order costs more than three");
    });
  }

  it("share one write of the account among all that are committed together (R-TRADE-3)", () => {
    const placing = (at: number): PlaceCommand => ({
      ...{ ...base, orderId: `o${at}`, type: "limit" },
      limitPrice: 29_000_00n,
    });
    const items = Array.from({ length: 20 }, (_, at) => ({
      ...{ command: placing(at), context: market, request: {} },
    }));
    const funds = { command: deposit("more", 90_000_00n), context: contextAt(), request: {} };
    const plan = fold(funded(90_000_00n), [funds, ...items], market.nowMs, "c");
    assert.equal(plan.accepted.length, 21);
    assert.equal(plan.newEntries.length + plan.newOrders.length, 41);
  });
});
