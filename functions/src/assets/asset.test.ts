import assert from "node:assert/strict";
import type { TradableTerms } from "../money/asset.js";
import { assetRecord, assetRecordSchema, searchPrefixes, searchText, termsOf } from "./asset.js";
import { setQuoteInput } from "./contract.js";

const terms: TradableTerms = {
  ...{ assetId: "BRK.B", status: "active", scale: 6, quantityStep: 1n, minQuantity: 10n },
  ...{ priceScale: 2, tickSize: 5n },
};

describe("an asset", () => {
  it("keeps its terms through its record (R-TRADE-1)", () => {
    const record = assetRecord(terms, { name: "Berkshire", kind: "share", at: "2026-01-31T09:00:00.000Z" });
    assert.deepEqual(termsOf(assetRecordSchema.parse(record)), terms);
    assert.deepEqual(
      [record.quantityStep, record.minQuantity, record.tickSize],
      ["0.000001", "0.00001", "0.05"],
    );
  });

  it("is found by every beginning of its id and of each word of its name (R-TRADE-1)", () => {
    assert.deepEqual(searchPrefixes("AB", "Big  bOx"), ["a", "ab", "b", "bi", "big", "bo", "box"]);
  });

  it("is found by whole characters only, cut at sixteen (R-TRADE-1)", () => {
    const name = `${"a".repeat(15)}😀z`;
    const prefixes = searchPrefixes("X", name);
    assert.ok(prefixes.includes(`${"a".repeat(15)}😀`));
    assert.ok(!prefixes.some((prefix) => /\p{Surrogate}/u.test(prefix)));
    assert.equal(searchText(name.toUpperCase()), `${"a".repeat(15)}😀`);
  });

  it("takes a quote below a trillion dollars and none above, so that no tick outgrows what is read", () => {
    const price = (text: string) => setQuoteInput.safeParse({ assetId: "X", price: text }).success;
    assert.equal(price("999999999999.99"), true);
    assert.equal(price("1000000000000"), false);
  });
});
