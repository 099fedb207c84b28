import assert from "node:assert/strict";
import type { OrderView } from "@bourse/functions/orders/contract";
import { averagePrice } from "./average-price.js";
import { doneSentence } from "./done-sentence.js";
import { estimateOf, readSize } from "./ticket.js";

const btc = { assetId: "BTC", scale: 8, quantityStep: "0.00000001" };
const share = { assetId: "AAPL", scale: 6, quantityStep: "0.5" };

describe("The order ticket", () => {
  it("reads a quantity in the asset's decimals and an amount in cents", () => {
    assert.deepEqual(readSize("0.05", "quantity", btc), { ok: true, size: { quantity: "0.05" } });
    assert.deepEqual(readSize("1,500", "notional", btc), { ok: true, size: { notional: "1500" } });
    assert.ok(!readSize("0.000000001", "quantity", btc).ok);
    assert.ok(!readSize("1.005", "notional", btc).ok);
  });

  it("refuses a quantity off the asset's step", () => {
    assert.ok(readSize("1.5", "quantity", share).ok);
    assert.deepEqual(readSize("1.2", "quantity", share), {
      ok: false,
      problem: "The quantity must be a multiple of 0.5.",
    });
  });

  it("estimates what a quantity comes to and what an amount buys", () => {
    assert.equal(estimateOf({ quantity: "0.05" }, "buy", "30000.00", btc), "$1,500.00 plus fee");
    assert.equal(estimateOf({ quantity: "0.05" }, "sell", "30000.00", btc), "$1,500.00 less fee");
    assert.equal(estimateOf({ notional: "1000" }, "buy", "30000.00", btc), "about 0.03333333 BTC");
    assert.equal(estimateOf({ notional: "1000" }, "buy", "190.00", share), "about 5 AAPL");
  });
});

const order = {
  side: "buy",
  assetId: "BTC",
  status: "filled",
  quantity: "0.05",
  filledQuantity: "0.05",
  filledValue: "1500.00",
  averagePrice: "30000.00",
  fee: "1.50",
} as OrderView;
const account = { uid: "ada" } as never;

describe("The sentence that an order ends with", () => {
  const rows: [string, Partial<OrderView>, boolean, string][] = [
    ["a buy", {}, false, "Bought 0.05 BTC at $30,000.00 for $1,500.00, plus a fee of $1.50."],
    ["a sale", { side: "sell" }, false, "Sold 0.05 BTC at $30,000.00 for $1,500.00, less a fee of $1.50."],
    [
      "a part",
      { quantity: "2", status: "cancelled" },
      false,
      "Bought 0.05 BTC at $30,000.00 for $1,500.00, plus a fee of $1.50. " +
        "That is all there was at this price: the rest of the 2 BTC was cancelled.",
    ],
    [
      "nothing",
      { filledQuantity: "0", averagePrice: null, status: "cancelled" },
      false,
      "Your order to buy BTC was not filled.",
    ],
    [
      "a repeat",
      {},
      true,
      "This order had already gone through, once. " +
        "Bought 0.05 BTC at $30,000.00 for $1,500.00, plus a fee of $1.50.",
    ],
  ];
  for (const [title, change, replayed, sentence] of rows) {
    it(`tells of ${title}`, () => {
      assert.equal(doneSentence({ order: { ...order, ...change }, account, replayed }), sentence);
    });
  }
});

describe("The average price", () => {
  it("is the value over the quantity, rounded half up in the asset's price decimals", () => {
    const filled = { filledQuantity: "0.13333333", filledValue: "4000.00", scale: 8, priceScale: 2 };
    assert.equal(averagePrice(filled), "30000.00");
    assert.equal(averagePrice({ ...filled, filledQuantity: "3", filledValue: "10.00" }), "3.33");
    assert.equal(averagePrice({ ...filled, filledQuantity: "0", filledValue: "0.00" }), null);
  });
});
