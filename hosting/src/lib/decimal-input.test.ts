import assert from "node:assert/strict";
import { readTypedAmount } from "./decimal-input.js";

describe("A typed amount", () => {
  const accepted: [string, string][] = [
    ["12.5", "12.5"],
    [" 10,000.00 ", "10000.00"],
    ["$1,234,567", "1234567"],
    ["$ 5", "5"],
    [".5", "0.5"],
    ["5.", "5"],
  ];
  for (const [typed, text] of accepted) {
    it(`reads "${typed}" as ${text}`, () => {
      const read = readTypedAmount(typed, 2);
      assert.ok(read.ok);
      assert.equal(read.text, text);
    });
  }

  const refused: [string, number, RegExp][] = [
    ["", 2, /Enter an amount/],
    ["  ", 2, /Enter an amount/],
    ["0.00", 2, /more than zero/],
    ["-5", 2, /without a sign/],
    ["1e3", 2, /plain number/],
    ["1,5", 2, /plain number/],
    ["10,00.00", 2, /plain number/],
    ["NaN", 2, /plain number/],
    ["1.234", 2, /At most 2 decimals/],
    ["1.5", 0, /Whole numbers/],
    ["9".repeat(21), 2, /more digits/],
  ];
  for (const [typed, scale, problem] of refused) {
    it(`does not read "${typed}" with ${scale} decimals`, () => {
      const read = readTypedAmount(typed, scale);
      assert.ok(!read.ok);
      assert.match(read.problem, problem);
    });
  }
});
