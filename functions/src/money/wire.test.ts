import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { z } from "zod";
import { assetIdSchema, assetPrice, assetQuantity, clientId, moment, usdAmount } from "./wire.js";

const rows: [string, z.ZodType, readonly unknown[], readonly unknown[]][] = [
  [
    "an amount of USD",
    usdAmount,
    ["0.01", "1", "12.50"],
    ["0", "0.00", "0.001", "-1", "1e3", 1, null, "NaN", ""],
  ],
  ["a quantity", assetQuantity, ["0.000000000000000001", "5"], ["0", `0.${"0".repeat(18)}1`, 5, "٥"]],
  ["a price", assetPrice, ["0.000000000001", "30000.00"], ["0", "0.0000000000001", "-1"]],
  [
    "a client-made id",
    clientId,
    ["a", "A-b_9", "x".repeat(64), "__a", "a__", "_", "-"],
    ["", "x".repeat(65), "a.b", "a/b", "a b", "ä", "😀", "__a__", "____", "a\n", 1, null, "..", "."],
  ],
  [
    "an asset id",
    assetIdSchema,
    ["BTC", "BRK.B", "1INCH", "A-B"],
    ["btc", "", ".A", "-A", "A".repeat(17), "A/B", "__proto__"],
  ],
  [
    "a moment",
    moment,
    ["2026-01-31T09:00:00Z", "2026-01-31T09:00:00.123Z"],
    ["2026-01-31", "2026-02-31T09:00:00Z", "now", 0],
  ],
];

describe("wire schemas", () => {
  for (const [what, schema, good, bad] of rows) {
    it(`take ${what} and nothing else`, () => {
      for (const value of good) assert.equal(schema.safeParse(value).success, true, JSON.stringify(value));
      for (const value of bad) assert.equal(schema.safeParse(value).success, false, JSON.stringify(value));
    });
  }

  it("say what is wrong with an amount", () => {
    const messageOf = (value: unknown) => usdAmount.safeParse(value).error?.issues[0]?.message;
    assert.equal(messageOf("0.00"), "must be more than zero");
    assert.equal(messageOf("0.001"), "has more decimals than allowed");
    assert.equal(messageOf("-1"), "must carry no sign");
    assert.equal(messageOf(5), 'must be a decimal string, like "12.50"');
  });
});
