import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  decimalLengthMax,
  divide,
  formatFixed,
  formatShortest,
  parseDecimal,
  powerOfTen,
  readDecimal,
  type DecimalProblem,
  type Rounding,
} from "./amount.js";
import { formatAmount, valueDivisor } from "./asset.js";

/** The independent library, wide enough that it never rounds by itself. */
const Exact = Decimal.clone({ precision: 200, toExpNeg: -200, toExpPos: 200 });
const modes: Record<Rounding, Decimal.Rounding> = {
  up: Decimal.ROUND_UP,
  down: Decimal.ROUND_DOWN,
  half_up: Decimal.ROUND_HALF_UP,
};
const scale = fc.nat({ max: 18 });
const amount = fc.bigInt({ min: 0n, max: 10n ** 38n - 1n });
const signed = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n });

describe("amounts against decimal.js", () => {
  it("divide as the library divides, in every way of rounding", () => {
    const divisor = fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 20n }));
    for (const rounding of Object.keys(modes) as Rounding[]) {
      fc.assert(
        fc.property(amount, divisor, (dividend, by) => {
          const quotient = new Exact(dividend.toString()).div(by.toString());
          assert.equal(divide(dividend, by, rounding), BigInt(quotient.toFixed(0, modes[rounding])));
        }),
        { numRuns: 500 },
      );
    }
  });

  it("round exact halves, exact quotients and the units beside them by name", () => {
    const rows: [bigint, bigint, Record<Rounding, bigint>][] = [
      [0n, 7n, { up: 0n, down: 0n, half_up: 0n }],
      [14n, 7n, { up: 2n, down: 2n, half_up: 2n }],
      [1n, 2n, { up: 1n, down: 0n, half_up: 1n }],
      [3n, 2n, { up: 2n, down: 1n, half_up: 2n }],
      [1n, 3n, { up: 1n, down: 0n, half_up: 0n }],
      [2n, 3n, { up: 1n, down: 0n, half_up: 1n }],
      [4_999n, 10_000n, { up: 1n, down: 0n, half_up: 0n }],
      [5_000n, 10_000n, { up: 1n, down: 0n, half_up: 1n }],
    ];
    for (const [dividend, by, expected] of rows) {
      for (const rounding of Object.keys(modes) as Rounding[]) {
        assert.equal(divide(dividend, by, rounding), expected[rounding], `${dividend} / ${by} ${rounding}`);
      }
    }
  });

  it("refuse to divide by what is not positive, and what is negative", () => {
    for (const [dividend, by] of [
      [1n, 0n],
      [1n, -1n],
      [-1n, 1n],
    ] as const) {
      assert.throws(() => divide(dividend, by, "down"), RangeError);
    }
  });

  it("are written with every decimal of the scale, as the library writes them", () => {
    fc.assert(
      fc.property(signed, scale, (value, decimals) => {
        const expected = new Exact(value.toString()).div(new Exact(10).pow(decimals)).toFixed(decimals);
        assert.equal(formatFixed(value, decimals), expected.replace(/^-(0(\.0*)?)$/, "$1"));
      }),
    );
  });

  it("are written as short as the library writes them", () => {
    fc.assert(
      fc.property(signed, scale, (value, decimals) => {
        const expected = new Exact(value.toString()).div(new Exact(10).pow(decimals)).toFixed();
        assert.equal(formatShortest(value, decimals), expected);
      }),
    );
  });

  it("are read as the library reads them, or refused where it finds more digits than allowed", () => {
    const text = fc
      .record({ integer: fc.bigInt({ min: 0n, max: 10n ** 22n }), fraction: fc.stringMatching(/^\d{0,19}$/) })
      .map(({ integer, fraction }) => (fraction === "" ? String(integer) : `${integer}.${fraction}`));
    fc.assert(
      fc.property(text, scale, (decimal, decimals) => {
        const parsed = parseDecimal(decimal, decimals);
        const value = new Exact(decimal);
        const [integer = "", fraction = ""] = decimal.split(".");
        if (integer.length > 20 || decimal.length > decimalLengthMax) assert.equal(parsed, "too_many_digits");
        else if (fraction.length > decimals) assert.equal(parsed, "too_many_decimals");
        else assert.equal(parsed, BigInt(value.times(new Exact(10).pow(decimals)).toFixed(0)));
      }),
    );
  });

  it("read back as they were written, with sign and at any length", () => {
    fc.assert(
      fc.property(signed, scale, (value, decimals) => {
        assert.equal(readDecimal(formatFixed(value, decimals), decimals), value);
        assert.equal(readDecimal(formatShortest(value, decimals), decimals), value);
        if (value >= 0n && value < 10n ** 20n)
          assert.equal(parseDecimal(formatFixed(value, decimals), decimals), value);
      }),
    );
  });
});

/** What clients have sent, or will. Scale 2. */
const hostile: [unknown, DecimalProblem][] = [
  ...(
    [
      1,
      0,
      NaN,
      Infinity,
      1n,
      true,
      null,
      undefined,
      {},
      [],
      ["1"],
      new String("1"),
      () => "1",
      Symbol("1"),
    ] as const
  ).map((value): [unknown, DecimalProblem] => [value, "not_a_string"]),
  ...[
    "",
    " ",
    ".",
    "..",
    "1.",
    ".5",
    "1..2",
    "1.2.3",
    "00",
    "01",
    "00.5",
    "007",
    "1e3",
    "1E3",
    "1e-3",
    "0x10",
    "0b1",
    "1_000",
  ].map((text): [string, DecimalProblem] => [text, "not_a_decimal"]),
  ...[
    "1,000",
    "1,5",
    " 1",
    "1 ",
    "1\n",
    "\n1",
    "1\u0000",
    "\u00001",
    "NaN",
    "Infinity",
    "null",
    "undefined",
    "one",
    "$1",
    "1$",
  ].map((text): [string, DecimalProblem] => [text, "not_a_decimal"]),
  ...[
    "١",
    "１",
    "1\u200b",
    "\ufeff1",
    "²",
    "½",
    "−1",
    "1😀",
    "--1",
    "+-1",
    "-",
    "+",
    "-.5",
    "-Infinity",
    "1n",
    "1f",
  ].map((text): [string, DecimalProblem] => [text, "not_a_decimal"]),
  ...["-1", "+1", "-0", "+0", "-0.00", "-1.50", "-9e9"].map((text): [string, DecimalProblem] => [
    text,
    "sign_not_allowed",
  ]),
  ["1".repeat(21), "too_many_digits"],
  ["9".repeat(40), "too_many_digits"],
  ["9".repeat(41), "too_many_digits"],
  ["0".repeat(1_000_000), "too_many_digits"],
  [`1.${"0".repeat(39)}`, "too_many_digits"],
  ["1.000", "too_many_decimals"],
  ["0.001", "too_many_decimals"],
  [`0.${"0".repeat(17)}1`, "too_many_decimals"],
];

describe("amounts that clients send", () => {
  for (const [value, problem] of hostile) {
    const shown =
      typeof value === "string" ? JSON.stringify(value.slice(0, 24)) : String(value) || typeof value;
    it(`refuses ${shown}: ${problem}`, () => assert.equal(parseDecimal(value, 2), problem));
  }

  it("reads what is well-formed, to the last digit that fits", () => {
    const rows: [string, number, bigint][] = [
      ["0", 2, 0n],
      ["0.0", 2, 0n],
      ["1", 2, 100n],
      ["1.5", 2, 150n],
      ["1.50", 2, 150n],
      ["10", 0, 10n],
      ["9".repeat(20) + ".99", 2, 10n ** 22n - 1n],
      ["9".repeat(20) + "." + "9".repeat(18), 18, 10n ** 38n - 1n],
    ];
    for (const [text, decimals, expected] of rows) assert.equal(parseDecimal(text, decimals), expected, text);
  });

  it("reads stored amounts only as they are written", () => {
    for (const text of ["", "1e3", "--1", "+1", "1.", ".5", "0.001", "01", " 1", "-"]) {
      assert.throws(() => readDecimal(text, 2), RangeError, text);
    }
    assert.equal(readDecimal("-0.05", 2), -5n);
  });
});

describe("assets", () => {
  it("write money with all its decimals and quantities without zeros at the end", () => {
    assert.equal(formatAmount(125_000n, "USD", 2), "1250.00");
    assert.equal(formatAmount(5_000_000n, "BTC", 8), "0.05");
    assert.equal(formatAmount(100_00000000n, "BTC", 8), "100");
    assert.equal(formatAmount(1200n, "ACME", 0), "1200");
    assert.equal(formatAmount(-5n, "USD", 2), "-0.05");
  });

  it("turn quantity times price into cents exactly where it divides", () => {
    assert.equal((100_000_000n * 30_000_00n) / valueDivisor({ scale: 8, priceScale: 2 }), 30_000_00n);
    assert.equal(valueDivisor({ scale: 0, priceScale: 2 }), 1n);
    assert.throws(() => valueDivisor({ scale: 0, priceScale: 1 }), RangeError);
  });

  it("know the powers of ten from 0 to 39", () => {
    for (let exponent = 0; exponent < 40; exponent++)
      assert.equal(powerOfTen(exponent), 10n ** BigInt(exponent));
    for (const exponent of [-1, 40, 0.5, NaN]) assert.throws(() => powerOfTen(exponent), RangeError);
  });
});
