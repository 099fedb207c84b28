import assert from "node:assert/strict";
import { DomainError } from "../platform/errors.js";
import type { QuoteRecord } from "../prices/quote.js";
import { saveInput } from "./contract.js";
import { savedAsset } from "./saving.js";

const input = {
  ...{ assetId: "OIL", name: "Crude Oil", kind: "metal", scale: 4, priceScale: 2 },
  ...{ quantityStep: "0.0100", minQuantity: "0.1", tickSize: "0.05" },
} as const;
const at = "2026-01-31T09:00:00.000Z";
const later = "2026-02-01T09:00:00.000Z";
const quote: QuoteRecord = {
  ...{ assetId: "OIL", price: "70.10", low: "70.00", high: "70.20", depth: null },
  ...{ asOf: at, source: "manual", validForMs: null, sequence: 3 },
};
const parsed = (change: object = {}) => saveInput.parse({ ...input, ...change });
const stored = savedAsset(undefined, undefined, parsed({ coingeckoId: "oil" }), at);

const refusal = (change: object) => {
  try {
    savedAsset(stored, quote, parsed(change), later);
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return [error.reason, ...(error.details.issues ?? []).map(({ field }) => field)];
  }
  return assert.fail("is refused");
};

describe("a saved asset", () => {
  it("begins active, with its amounts in their one spelling (R-TRADE-1)", () => {
    const { status, quantityStep, minQuantity, tickSize, searchPrefixes, createdAt, updatedAt } = stored;
    assert.deepEqual(
      [status, quantityStep, minQuantity, tickSize, createdAt, updatedAt],
      ["active", "0.01", "0.1", "0.05", at, at],
    );
    assert.ok(searchPrefixes.includes("crud"));
  });

  it("keeps its age, and the status and CoinGecko id that are left out (R-TRADE-1)", () => {
    const halted = { ...stored, status: "halted" as const };
    const next = savedAsset(halted, quote, parsed({ name: "Brent", minQuantity: "0.2" }), later);
    assert.deepEqual(
      [next.name, next.minQuantity, next.status, next.coingeckoId, next.createdAt, next.updatedAt],
      ["Brent", "0.2", "halted", "oil", at, later],
    );
    assert.ok(next.searchPrefixes.includes("brent") && !next.searchPrefixes.includes("crude"));
    const cleared = savedAsset(halted, quote, parsed({ status: "active", coingeckoId: null }), later);
    assert.deepEqual([cleared.status, cleared.coingeckoId], ["active", null]);
  });

  it("never changes a scale, traded or not (R-TRADE-1)", () => {
    assert.deepEqual(refusal({ scale: 5 }), ["scale_is_fixed", "scale"]);
    assert.deepEqual(refusal({ scale: 5, priceScale: 3 }), ["scale_is_fixed", "scale", "priceScale"]);
  });

  it("takes a tick that its quote is on, and no other (R-TRADE-1)", () => {
    assert.equal(savedAsset(stored, quote, parsed({ tickSize: "0.1" }), later).tickSize, "0.10");
    assert.deepEqual(refusal({ tickSize: "0.20" }), ["quote_is_off_tick", "tickSize"]);
    assert.equal(savedAsset(stored, undefined, parsed({ tickSize: "0.20" }), later).tickSize, "0.20");
    // A quote that is off the tick already does not stand in the way of another name.
    const off = { ...quote, price: "70.12" };
    assert.equal(savedAsset(stored, off, parsed({ name: "Brent" }), later).name, "Brent");
  });
});
