import assert from "node:assert/strict";
import type { PreviewOutput } from "@bourse/functions/orders/contract";
import { previewFacts } from "./preview-facts.js";

const preview: PreviewOutput = {
  order: {} as PreviewOutput["order"],
  legs: [],
  cost: "2900.00",
  fee: "2.90",
  hold: "2902.90",
  balances: [
    { assetId: "ETH", available: "0.5", held: "0" },
    { assetId: "USD", available: "7097.10", held: "2902.90" },
  ],
};
const shown = (...of: Parameters<typeof previewFacts>) =>
  previewFacts(...of).map(({ term, value }) => `${term}: ${value}`);

describe("A preview of an order", () => {
  it("shows what a buy costs, holds and leaves", () => {
    assert.deepEqual(shown("buy", "ETH", preview), [
      "Cost: $2,900.00",
      "Fee: $2.90",
      "Held until it fills: $2,902.90",
      "Cash after: $7,097.10",
    ]);
  });

  it("shows what a sale brings, and holds and leaves of the asset", () => {
    assert.deepEqual(shown("sell", "ETH", { ...preview, hold: "1" }), [
      "Proceeds: $2,900.00",
      "Fee: $2.90",
      "Held until it fills: 1 ETH",
      "ETH after: 0.5 ETH",
    ]);
    assert.equal(shown("sell", "ETH", { ...preview, hold: "0" })[2], "Held until it fills: Nothing");
  });

  it("has as many lines before its figures are there", () => {
    assert.deepEqual(shown("buy", "SOL", null), [
      "Cost: –",
      "Fee: –",
      "Held until it fills: –",
      "Cash after: –",
    ]);
  });
});
