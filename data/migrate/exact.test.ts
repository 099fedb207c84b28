import assert from "node:assert/strict";
import { Decimal128, Double, Int32, Long, ObjectId } from "bson";
import fc from "fast-check";
import { describe, it } from "mocha";
import { formatFixed } from "../../functions/src/money/amount.js";
import { atScale, exactOf, isProblem, type DoubleRule } from "./exact.js";

const amount = (value: unknown, scale: number, rule: DoubleRule = "refuse") => {
  const exact = exactOf(value);
  return isProblem(exact) ? exact : atScale(exact, scale, rule);
};
const decimal = (text: string) => Decimal128.fromString(text);

describe("amounts of a source (R-DATA-6)", () => {
  const rows: readonly (readonly [string, unknown, number, bigint | string])[] = [
    ["a whole number", new Int32(-7), 2, -700n],
    ["a long beyond any double", Long.fromString("9007199254740993"), 0, 9_007_199_254_740_993n],
    ["a decimal", decimal("12.50"), 2, 1_250n],
    ["a decimal with an exponent", decimal("1.5E+3"), 2, 150_000n],
    ["a decimal with zeros beyond the scale", decimal("1.500000"), 1, 15n],
    ["a very small decimal", decimal("1E-8"), 8, 1n],
    ["a decimal of minus zero", decimal("-0.00"), 2, 0n],
    ["a decimal beyond the scale", decimal("0.001"), 2, "off_scale"],
    ["a decimal that is none", decimal("NaN"), 2, "not_finite"],
    ["an endless decimal", decimal("Infinity"), 2, "not_finite"],
    ["a decimal with an exponent beyond measure", decimal("1E+6000"), 2, "too_many_digits"],
    ["a double by its shortest text", new Double(0.1), 1, 1n],
    ["a double with an exponent", new Double(1e-7), 8, 10n],
    ["a large double", new Double(1e21), 0, 10n ** 21n],
    ["a double beyond the scale", new Double(0.1 + 0.2), 2, "off_scale"],
    ["a double that is none", new Double(NaN), 2, "not_finite"],
    ["a text", " 1250.5 ", 2, 125_050n],
    ["a text with an exponent", "1e2", 0, 100n],
    ["a text with a thousands separator", "1,250.50", 2, "not_a_number"],
    ["a text with a currency", "$5", 2, "not_a_number"],
    ["an empty text", "", 2, "not_a_number"],
    ["a point alone", ".", 2, "not_a_number"],
    ["an id", new ObjectId(), 2, "not_a_number"],
    ["nothing", null, 2, "missing"],
  ];
  for (const [what, value, scale, expected] of rows) {
    it(`read ${what}: ${expected}`, () => assert.equal(amount(value, scale), expected));
  }

  it("free a double of its dust where the mapping says so, and of nothing else", () => {
    assert.equal(amount(new Double(0.1 + 0.2), 2, "dust"), 30n);
    assert.equal(amount(new Double(-(0.1 + 0.2)), 2, "dust"), -30n);
    assert.equal(amount(new Double(1 / 3), 2, "dust"), "off_scale");
    assert.equal(amount(new Double(123_456_789.001), 2, "dust"), "off_scale");
    assert.equal(amount(decimal("0.30000000000000004"), 2, "dust"), "off_scale");
  });

  it("keep the sum of a thousand doubles of cents, freed of dust", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 1_000 }),
        (cents) => {
          const sum = cents.reduce((total, one) => total + one / 100, 0);
          const expected = BigInt(cents.reduce((total, one) => total + one, 0));
          assert.equal(amount(new Double(sum), 2, "dust"), expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("bring every decimal back as it was written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(18), (count, scale) => {
        const text = formatFixed(count, scale);
        assert.equal(amount(text, scale), count);
        assert.equal(amount(decimal(text), scale), count);
      }),
    );
  });
});
