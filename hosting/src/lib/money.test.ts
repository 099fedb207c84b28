import assert from "node:assert/strict";
import {
  addQuantities,
  formatCents,
  formatChange,
  formatDecimal,
  formatPercent,
  formatUsd,
  isZero,
  valueOf,
} from "./money.js";

describe("Money on the screen", () => {
  const decimals: [string, string][] = [
    ["0", "0"],
    ["0.05", "0.05"],
    ["999", "999"],
    ["1000", "1,000"],
    ["1234567.00012345", "1,234,567.00012345"],
    ["-1234.5", "−1,234.5"],
    ["12345678901234567890.12", "12,345,678,901,234,567,890.12"],
  ];
  for (const [text, shown] of decimals) {
    it(`shows ${text} as ${shown}`, () => assert.equal(formatDecimal(text), shown));
  }

  it("shows USD with at least cents, and a price with all the decimals that it has", () => {
    assert.equal(formatUsd("1250"), "$1,250.00");
    assert.equal(formatUsd("0.5"), "$0.50");
    assert.equal(formatUsd("0.12345"), "$0.12345");
    assert.equal(formatUsd("-0.10"), "−$0.10");
  });

  it("writes a plus before a gain and nothing before zero", () => {
    assert.equal(formatCents(314n, "signed"), "+$3.14");
    assert.equal(formatCents(0n, "signed"), "$0.00");
    assert.equal(formatCents(-314n, "signed"), "−$3.14");
  });

  it("values a quantity at a price exactly, rounded half up to the cent", () => {
    assert.equal(valueOf("0.05", "30000.00"), 150_000n);
    assert.equal(valueOf("0.00000001", "499999.99"), 0n);
    assert.equal(valueOf("0.00000001", "500000.00"), 1n);
    assert.equal(valueOf("123456789.123456789123456789", "1"), 12_345_678_912n);
  });

  it("adds quantities that floating point would not", () => {
    assert.equal(addQuantities("0.1", "0.2"), "0.3");
    assert.equal(addQuantities("-0.02", "0.02"), "0");
  });

  it("shows a change as a percentage of what there was, or nothing where there was nothing", () => {
    assert.equal(formatChange(-1428n, 1_429_316n), "−0.10%");
    assert.equal(formatChange(15n, 1000n), "+1.50%");
    assert.equal(formatChange(0n, 1000n), "0.00%");
    assert.equal(formatChange(1n, 0n), null);
  });

  it("shows a percentage with two decimals, rounded half away from zero", () => {
    assert.equal(formatPercent("12.3450", "signed"), "+12.35%");
    assert.equal(formatPercent("-0.0050"), "−0.01%");
    assert.equal(formatPercent("100.00"), "100.00%");
  });

  it("knows zero however it is written", () => {
    for (const zero of ["0", "0.00", "-0.0"]) assert.ok(isZero(zero));
    for (const some of ["0.01", "10", "-0.1"]) assert.ok(!isZero(some));
  });
});
