import assert from "node:assert/strict";
import fc from "fast-check";
import type { QuoteRecord } from "../prices/quote.js";
import { isStale, valueOfHolding, weightsOf } from "./valuation.js";

describe("the value of a holding", () => {
  for (const [quantity, scale, price, value, why] of [
    [150_000_000n, 8, "30000.00", 4_500_000n, "is quantity times price"],
    [1n, 0, "0.005", 1n, "rounds half a cent up"],
    [1n, 0, "0.0049", 0n, "rounds less than half a cent down"],
    [7n, 0, "3", 2_100n, "takes a price without decimals"],
    [123_456n, 6, "0.00000012", 0n, "takes a price far below a cent"],
    [10n ** 30n, 18, "999999999999.99", 99_999_999_999_999n * 10n ** 12n, "outgrows every float"],
  ] as const) {
    it(`${why} (R-TRADE-5)`, () => assert.equal(valueOfHolding(quantity, scale, price), value));
  }
});

describe("a price", () => {
  const quote: QuoteRecord = {
    ...{ assetId: "BTC", price: "1.00", low: "1.00", high: "1.00", depth: null, sequence: 1 },
    ...{ asOf: "2026-03-10T12:00:00.000Z", source: "simulated", validForMs: null },
  };
  const asOfMs = Date.parse(quote.asOf);
  for (const [changes, ageMs, stale] of [
    [{}, 60_000, false],
    [{}, 60_001, true],
    [{ validForMs: 5 }, 6, true],
    [{ validForMs: 5 }, 5, false],
    [{ source: "manual" }, 10 ** 10, false],
    [{ source: "manual", validForMs: 5 }, 6, true],
  ] as const) {
    it(`is ${stale ? "stale" : "good"} after ${ageMs} ms with ${JSON.stringify(changes)} (R-TRADE-5)`, () =>
      assert.equal(isStale({ ...quote, ...changes }, asOfMs + ageMs, 60_000), stale));
  }
});

describe("weights", () => {
  it("give what rounding leaves to the largest remainders, the first of equal ones (R-TRADE-5)", () => {
    assert.deepEqual(weightsOf([1n, 1n, 1n]), ["33.34", "33.33", "33.33"]);
    assert.deepEqual(weightsOf([1n, 2n, 4n]), ["14.29", "28.57", "57.14"]);
    assert.deepEqual(weightsOf([0n, 5n]), ["0.00", "100.00"]);
    assert.deepEqual([weightsOf([]), weightsOf([0n, 0n])], [null, null]);
  });

  it("sum to 100.00 and lie within a hundredth of the exact share (R-TRADE-5)", () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 24n }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(amounts, (given) => {
        const sum = given.reduce((left, right) => left + right, 0n);
        const weights = weightsOf(given);
        if (sum === 0n) return assert.equal(weights, null);
        const hundredths = (weights ?? []).map((weight) => BigInt(weight.replace(".", "")));
        assert.equal(
          hundredths.reduce((left, right) => left + right, 0n),
          10_000n,
        );
        given.forEach((amount, at) => {
          const off = (hundredths[at] ?? 0n) * sum - amount * 10_000n;
          assert.ok((off < 0n ? -off : off) < sum);
        });
      }),
    );
  });
});
