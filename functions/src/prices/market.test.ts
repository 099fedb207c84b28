import assert from "node:assert/strict";
import fc from "fast-check";
import { readDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";
import { marketStep } from "./market.js";
import { quoteTerms, type QuoteRecord } from "./quote.js";

const terms = { assetId: "X", priceScale: 2, tickSize: 5n };
const crypto = { kind: "crypto" } as const;
const read = (text: string) => readDecimal(text, 2);

describe("a step of the simulated market", () => {
  it("depends on nothing but seed, asset, price and sequence (R-TRADE-6)", () => {
    const step = marketStep(terms, "100.00", { ...crypto, seed: "s", sequence: 7 });
    assert.deepEqual(marketStep(terms, "100.00", { ...crypto, seed: "s", sequence: 7 }), step);
    const others = [
      marketStep(terms, "100.00", { ...crypto, seed: "t", sequence: 7 }),
      marketStep(terms, "100.00", { ...crypto, seed: "s", sequence: 8 }),
      marketStep({ ...terms, assetId: "Y" }, "100.00", { ...crypto, seed: "s", sequence: 7 }),
    ];
    const year = 365 * 86_400_000;
    const longer = others.map((_, at) =>
      marketStep(terms, "100.00", { ...crypto, seed: "s", sequence: at, stepMs: year }),
    );
    assert.equal(new Set(longer.map(({ price }) => price)).size, 3);
  });

  it("stays on the tick, above zero, inside its low and high (R-TRADE-6)", () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 14n),
        fc.nat(),
        fc.integer({ min: 1, max: 10 ** 11 }),
        (ticks, sequence, stepMs) => {
          const start = (ticks * 5n).toString().padStart(3, "0");
          const text = `${start.slice(0, -2)}.${start.slice(-2)}`;
          const { price, low, high } = marketStep(terms, text, { ...crypto, seed: "s", sequence, stepMs });
          for (const value of [price, low, high]) {
            assert.ok(read(value) > 0n);
            assert.equal(read(value) % 5n, 0n);
          }
          assert.ok(read(low) <= read(price) && read(price) <= read(high));
          assert.ok(read(low) <= read(text) && read(text) <= read(high));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("neither drifts nor jumps: a thousand steps spread as they should (R-TRADE-6)", () => {
    const fine = { assetId: "X", priceScale: 8, tickSize: 1n };
    const returns = Array.from({ length: 1_000 }, (_, sequence) =>
      Math.log(Number(marketStep(fine, "100.00000000", { ...crypto, seed: "s", sequence }).price) / 100),
    );
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const deviation = Math.sqrt(
      returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length,
    );
    // Sixty per cent a year, one minute a step.
    const wanted = 0.6 * Math.sqrt(60_000 / (365 * 86_400_000));
    assert.ok(Math.abs(deviation / wanted - 1) < 0.1, `${deviation} is near ${wanted}`);
    assert.ok(Math.abs(mean) < (4 * wanted) / Math.sqrt(1_000));
  });
});

describe("a quote", () => {
  const asset: TradableTerms = {
    ...{ assetId: "X", status: "active", scale: 8, quantityStep: 1n, minQuantity: 1n },
    ...{ priceScale: 2, tickSize: 1n },
  };
  const record: QuoteRecord = {
    ...{ assetId: "X", price: "12.50", low: "12.00", high: "13.00", depth: null, sequence: 1 },
    ...{ asOf: "2026-01-31T09:00:00.000Z", source: "simulated", validForMs: null },
  };

  it("of a provider is good for as long as the settings say (R-TRADE-6)", () => {
    assert.deepEqual(quoteTerms(record, asset, 60_000), {
      ...{ price: 1250n, depth: null, asOfMs: Date.UTC(2026, 0, 31, 9), validForMs: 60_000, sequence: 1 },
    });
  });

  it("by hand is good until the next, unless it says how long (R-TRADE-6)", () => {
    const byHand = { ...record, source: "manual" as const, depth: "0.5" };
    assert.deepEqual(
      [quoteTerms(byHand, asset, 60_000).validForMs, quoteTerms(byHand, asset, 60_000).depth],
      [null, 50_000_000n],
    );
    assert.equal(quoteTerms({ ...byHand, validForMs: 1 }, asset, 60_000).validForMs, 1);
  });
});
