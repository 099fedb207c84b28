import assert from "node:assert/strict";
import type { OrderView } from "@bourse/functions/orders/contract";
import { Failure } from "../../lib/failure.js";
import {
  cancelledAllSentence,
  cancelledSentence,
  changedSentence,
  tooLateSentence,
} from "./change-sentences.js";
import { changeableIn, familiesOf, readChange, type OpenOrder } from "./open-orders.js";
import { pricesOf, timeSentence } from "./order-words.js";

const btc = {
  assetId: "BTC",
  scale: 8,
  quantityStep: "0.00000001",
  minQuantity: "0.00001",
  priceScale: 2,
  tickSize: "0.01",
};
const limit: OpenOrder = {
  orderId: "one",
  assetId: "BTC",
  side: "buy",
  type: "limit",
  status: "open",
  trigger: "none",
  timeInForce: "gtc",
  quantity: "0.5",
  filledQuantity: "0",
  limitPrice: "29000.00",
  stopPrice: null,
  trail: null,
  expiresAt: null,
  parentId: null,
  hold: "14514.50",
  createdAt: "2026-03-10T12:00:00.000Z",
};
const leg = (orderId: string, change: Partial<OpenOrder> = {}): OpenOrder => ({
  ...limit,
  ...{ orderId, side: "sell", parentId: "one", status: "held" },
  ...change,
});

describe("Open orders", () => {
  it("stand with their legs below them, and legs alone where their order has filled", () => {
    const [profit, loss] = [leg("one.takeProfit"), leg("one.stopLoss")];
    const orphan = leg("gone.takeProfit", { parentId: "gone", status: "open" });
    assert.deepEqual(familiesOf([profit, orphan, limit, loss]), [
      { key: "one", parent: limit, legs: [profit, loss] },
      { key: "gone", parent: null, legs: [orphan] },
    ]);
  });

  const stop = { type: "stop_limit", trigger: "pending", stopPrice: "31000.00" };
  const changeable: [string, OpenOrder, string[]][] = [
    ["a limit", limit, ["limitPrice", "quantity"]],
    ["a stop limit that waits", { ...limit, ...stop }, ["stopPrice", "limitPrice", "quantity"]],
    ["one that has triggered", { ...limit, ...stop, trigger: "triggered" }, ["limitPrice", "quantity"]],
    ["an open leg", leg("one.takeProfit", { status: "open" }), ["limitPrice"]],
    ["a leg that is held", leg("one.takeProfit"), []],
  ];
  for (const [title, order, fields] of changeable) {
    it(`can be changed in ${fields.join(", ") || "nothing"} where it is ${title}`, () =>
      assert.deepEqual(changeableIn(order), fields));
  }

  it("are changed in what differs only", () => {
    assert.deepEqual(readChange(limit, { limitPrice: "28,500", quantity: "0.50" }, btc), {
      ok: true,
      change: { orderId: "one", limitPrice: "28500" },
    });
    assert.deepEqual(readChange(limit, { limitPrice: "29000" }, btc), {
      ok: false,
      problems: { limitPrice: "Nothing is different yet." },
    });
    assert.deepEqual(readChange(limit, { limitPrice: "28500.001", quantity: "" }, btc), {
      ok: false,
      problems: { limitPrice: "At most 2 decimals.", quantity: "Enter an amount." },
    });
  });
});

const order = { ...limit, averagePrice: null, reason: null } as unknown as OrderView;

describe("The sentence for a change of an order", () => {
  it("tells what was cancelled and what had been filled before", () => {
    assert.equal(cancelledSentence({ order }), "Your limit order to buy BTC is cancelled.");
    assert.equal(
      cancelledSentence({ order: { ...order, filledQuantity: "0.1" } }),
      "Your limit order to buy BTC is cancelled. 0.1 BTC had been filled before.",
    );
  });

  it("tells what the order is now", () => {
    assert.equal(
      changedSentence({ order } as never),
      "Changed: your limit order to buy BTC is now for 0.5 at $29,000.00.",
    );
  });

  it("is kind about an order that ended in the meantime (R-WEB-3)", () => {
    const late = (facts: Record<string, string>) =>
      tooLateSentence(new Failure({ reason: "order_is_closed", facts }));
    assert.equal(
      late({ status: "filled" }),
      "There was nothing left to do for this order: it filled a moment before.",
    );
    assert.match(late({}), /had ended a moment before\.$/);
    assert.match(tooLateSentence(new Failure({ reason: "account_is_busy" })), /try again/);
  });

  it("counts what cancelling all of them came to", () => {
    const done = { orderId: "one", order, reason: null };
    const late = { orderId: "two", order: null, reason: "order_is_closed" };
    const account = {} as never;
    assert.equal(cancelledAllSentence({ results: [done], account }), "Cancelled 1 order.");
    assert.match(
      cancelledAllSentence({ results: [done, done, late], account }),
      /^Cancelled 2 orders, but not 1\. There was nothing left to do/,
    );
    assert.match(cancelledAllSentence({ results: [], account }), /no open order left/);
  });
});

describe("An order in words", () => {
  it("names its prices and how long it stays", () => {
    assert.equal(pricesOf({ type: "limit", limitPrice: "29000.00", stopPrice: null }), "$29,000.00");
    assert.equal(pricesOf({ type: "stop", limitPrice: null, stopPrice: "28000.00" }), "$28,000.00");
    assert.equal(pricesOf({ type: "market", limitPrice: null, stopPrice: null }), null);
    assert.equal(
      pricesOf({ type: "stop_limit", limitPrice: "27900.00", stopPrice: "28000.00" }),
      "stop $28,000.00, limit $27,900.00",
    );
    assert.equal(
      pricesOf({ type: "trailing_stop", limitPrice: null, stopPrice: "28000.00" }),
      "stop now $28,000.00",
    );
    assert.equal(timeSentence({ timeInForce: "gtc", expiresAt: null }), "Until cancelled");
    assert.match(timeSentence({ timeInForce: "gtd", expiresAt: "2099-01-31T09:00:00Z" }), /^Until .*2099/);
  });
});

describe("the prices of an order in words", () => {
  it("say how far behind a trailing leg is that has no stop yet", () => {
    const trailing = { type: "trailing_stop", limitPrice: null };
    assert.equal(pricesOf({ ...trailing, stopPrice: null, trail: { percent: "5" } }), "5 % behind");
    assert.equal(pricesOf({ ...trailing, stopPrice: null, trail: { amount: "2.50" } }), "$2.50 behind");
    assert.equal(pricesOf({ ...trailing, stopPrice: "95.00", trail: { percent: "5" } }), "stop now $95.00");
  });
});
