import assert from "node:assert/strict";
import type { QuoteView } from "@bourse/functions/assets/contract";
import type { Asset } from "./api/watch-assets.js";
import { searchAssets } from "./search.js";
import { isStale } from "./stale.js";

const assets = [
  { assetId: "BTC", name: "Bitcoin" },
  { assetId: "BND", name: "Total Bond Market Fund" },
  { assetId: "BRK.B", name: "Berkshire Hathaway" },
] as Asset[];

describe("The search of the markets", () => {
  const rows: [string, string[]][] = [
    ["", ["BTC", "BND", "BRK.B"]],
    ["b", ["BTC", "BND", "BRK.B"]],
    [" btc ", ["BTC"]],
    ["bond m", ["BND"]],
    ["market", ["BND"]],
    ["hath", ["BRK.B"]],
    ["tcoin", []],
  ];
  for (const [search, found] of rows) {
    it(`finds ${found.join(", ") || "nothing"} for "${search}"`, () => {
      assert.deepEqual(
        searchAssets(assets, search).map(({ assetId }) => assetId),
        found,
      );
    });
  }
});

describe("A quote", () => {
  const asOf = "2026-01-31T09:00:00.000Z";
  const at = (seconds: number) => Date.parse(asOf) + seconds * 1000;
  const quote = (change: Partial<QuoteView>) =>
    ({ asOf, source: "simulated", validForMs: null, ...change }) as QuoteView;

  it("of a provider grows stale after a minute", () => {
    assert.equal(isStale(quote({}), at(60)), false);
    assert.equal(isStale(quote({}), at(61)), true);
  });

  it("set by hand stays good unless it says for how long", () => {
    assert.equal(isStale(quote({ source: "manual" }), at(86_400)), false);
    assert.equal(isStale(quote({ source: "manual", validForMs: 5_000 }), at(6)), true);
  });
});
