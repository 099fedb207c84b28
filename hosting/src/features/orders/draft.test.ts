import assert from "node:assert/strict";
import { placeInput } from "@bourse/functions/orders/contract";
import { emptyDraft, readDraft, shownProblems, timeOf, turned, type Draft, type Problems } from "./draft.js";

const btc = {
  assetId: "BTC",
  scale: 8,
  quantityStep: "0.00000001",
  minQuantity: "0.00001",
  priceScale: 2,
  tickSize: "0.05",
};
const draftOf = (change: Partial<Draft>): Draft => ({ ...emptyDraft, size: "0.1", ...change });
const orderOf = (change: Partial<Draft>) => {
  const read = readDraft(draftOf(change), btc);
  assert.ok(read.ok, JSON.stringify(read));
  return read.order;
};
const problemsOf = (change: Partial<Draft>): Problems => {
  const read = readDraft(draftOf(change), btc);
  assert.ok(!read.ok);
  return read.problems;
};

const gtdLocal = "2099-01-31T09:00";
const rows: [string, Partial<Draft>, object][] = [
  ["a market order", {}, { type: "market", quantity: "0.1" }],
  ["a market order for a sum", { by: "notional", size: "$1,500" }, { type: "market", notional: "1500" }],
  [
    "a sale by quantity even where buys are by sum",
    { side: "sell", by: "notional" },
    { side: "sell", type: "market", quantity: "0.1" },
  ],
  [
    "a limit",
    { type: "limit", limitPrice: "29,000.05" },
    { type: "limit", quantity: "0.1", limitPrice: "29000.05", timeInForce: "gtc" },
  ],
  [
    "a limit that fills whole or not at all",
    { type: "limit", limitPrice: "29000", timeInForce: "fok" },
    { type: "limit", quantity: "0.1", limitPrice: "29000", timeInForce: "fok" },
  ],
  [
    "a stop limit for a day",
    { type: "stop_limit", stopPrice: "31000", limitPrice: "31100", timeInForce: "day" },
    { type: "stop_limit", quantity: "0.1", stopPrice: "31000", limitPrice: "31100", timeInForce: "day" },
  ],
  [
    "a trailing stop in percent until a moment",
    { side: "sell", type: "trailing_stop", trail: "2.5 %", timeInForce: "gtd", expiresAt: gtdLocal },
    {
      ...{ side: "sell", type: "trailing_stop", quantity: "0.1", trail: { percent: "2.5" } },
      ...{ timeInForce: "gtd", expiresAt: new Date(gtdLocal).toISOString() },
    },
  ],
  [
    "a trailing stop in USD",
    { type: "trailing_stop", trail: "100", trailBy: "amount" },
    { type: "trailing_stop", quantity: "0.1", trail: { amount: "100" }, timeInForce: "gtc" },
  ],
  [
    "a bracket",
    { protects: true, takeProfit: "33000", stopLossBy: "stop_limit", lossStop: "28000", lossLimit: "27900" },
    {
      ...{ type: "market", quantity: "0.1", timeInForce: "gtc" },
      takeProfit: { limitPrice: "33000" },
      stopLoss: { stopPrice: "28000", limitPrice: "27900" },
    },
  ],
  [
    "a leg that trails",
    { protects: true, stopLossBy: "trail", lossTrail: "5" },
    { type: "market", quantity: "0.1", timeInForce: "gtc", stopLoss: { trail: { percent: "5" } } },
  ],
  ["no legs where that part is closed", { takeProfit: "33000" }, { type: "market", quantity: "0.1" }],
  [
    "the most that a market buy pays",
    { bounded: true, bound: "30100" },
    { type: "market", quantity: "0.1", maxPrice: "30100" },
  ],
  [
    "the least that a market sale brings",
    { side: "sell", bounded: true, bound: "29900" },
    { side: "sell", type: "market", quantity: "0.1", minPrice: "29900" },
  ],
];

describe("A draft of an order", () => {
  for (const [title, change, order] of rows) {
    it(`is read into ${title}, as the contract takes it (R-WEB-1)`, () => {
      const read = orderOf(change);
      assert.deepEqual(read, { assetId: "BTC", side: "buy", ...order });
      assert.ok(placeInput.safeParse({ orderId: "one", ...read }).success);
    });
  }

  const refused: [string, Partial<Draft>, Problems][] = [
    ["a size", { size: "" }, { size: "Enter an amount." }],
    [
      "a price off the tick",
      { type: "limit", limitPrice: "29000.03" },
      { limitPrice: "The price must be a multiple of 0.05." },
    ],
    [
      "both prices of a stop limit",
      { type: "stop_limit" },
      { stopPrice: "Enter a price.", limitPrice: "Enter a price." },
    ],
    ["a trail below all of it", { type: "trailing_stop", trail: "100" }, { trail: "Less than 100 %." }],
    [
      "a moment",
      { type: "limit", limitPrice: "29000", timeInForce: "gtd" },
      { expiresAt: "Choose a day and a time." },
    ],
    [
      "the stop of a stop limit leg",
      { protects: true, stopLossBy: "stop_limit", lossLimit: "27900" },
      { lossStop: "Enter a price." },
    ],
  ];
  for (const [title, change, problems] of refused) {
    it(`needs ${title} and names the field (R-WEB-3)`, () => assert.deepEqual(problemsOf(change), problems));
  }

  it("stays for an order with legs, which cannot be at once", () => {
    const limit = draftOf({ type: "limit", limitPrice: "29000", timeInForce: "ioc" });
    assert.equal(timeOf(limit), "ioc");
    assert.equal(timeOf({ ...limit, protects: true, takeProfit: "33000" }), "gtc");
  });

  it("forgets sizes and prices with another side or type, and keeps the rest", () => {
    const before = draftOf({ type: "limit", limitPrice: "29000", timeInForce: "day", protects: true });
    assert.deepEqual(turned(before, { side: "sell" }), {
      ...emptyDraft,
      ...{ type: "limit", timeInForce: "day", side: "sell" },
    });
  });

  it("shows what is wrong with a field that was left, and with the empty ones once it was tried", () => {
    const draft = draftOf({ type: "stop_limit", limitPrice: "29000.03" });
    const read = readDraft(draft, btc);
    const off = { limitPrice: "The price must be a multiple of 0.05." };
    const left = new Set(["limitPrice", "stopPrice"]);
    assert.deepEqual(shownProblems(read, draft, { tried: false, left: new Set() }), {});
    assert.deepEqual(shownProblems(read, draft, { tried: false, left }), off);
    assert.deepEqual(shownProblems(read, draft, { tried: true, left: new Set() }), {
      ...off,
      stopPrice: "Enter a price.",
    });
  });
});
