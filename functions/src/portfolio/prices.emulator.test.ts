import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { saveCandles, readQuotes } from "../prices/store.js";
import { makeAsset } from "../../test/support/market.js";
import type { CandleRecord } from "../prices/candle.js";
import { createPriceAt } from "./prices.js";

type Given = [interval: CandleRecord["interval"], start: string, close: string];
const nowMs = Date.parse("2026-03-10T12:00:00.000Z");
const day = (time: string) => `2026-03-10T${time}.000Z`;

const cases: [title: string, candles: Given[], at: string, expected: string | undefined][] = [
  [
    "the close of the last minute that began before it",
    [
      ["1m", day("09:00:00"), "1.00"],
      ["1m", day("09:01:00"), "2.00"],
      ["1m", day("09:02:00"), "3.00"],
    ],
    ...([day("09:02:00"), "2.00"] as const),
  ],
  [
    "the hour's, where the last minute is too old",
    [
      ["1m", day("05:00:00"), "1.00"],
      ["1h", day("09:00:00"), "2.00"],
      ["1d", day("00:00:00"), "3.00"],
    ],
    ...([day("09:30:00"), "2.00"] as const),
  ],
  [
    "the day's, where there is nothing finer",
    [["1d", "2026-03-08T00:00:00.000Z", "3.00"]],
    ...([day("09:30:00"), "3.00"] as const),
  ],
  [
    "the last minute's, however old, where nothing else began after it",
    [
      ["1m", "2026-03-04T09:00:00.000Z", "1.00"],
      ["1h", "2026-03-04T09:00:00.000Z", "2.00"],
    ],
    ...([day("09:30:00"), "1.00"] as const),
  ],
  [
    "the current quote, where no candle is that old",
    [["1m", day("09:30:00"), "1.00"]],
    day("09:30:00"),
    "100.00",
  ],
];

describe("the price of a moment", function () {
  this.timeout(120_000);
  for (const [title, candles, at, expected] of cases) {
    it(`is ${title} (R-TRADE-5)`, async () => {
      const assetId = await makeAsset({ price: "100.00" });
      const records = candles.map(([interval, start, close]): CandleRecord => ({
        ...{ interval, start, open: "9.00", high: "9.00", low: "9.00", close },
      }));
      await saveCandles(adminDb(), assetId, records);
      const priceAt = createPriceAt(adminDb(), await readQuotes(adminDb(), [assetId]), nowMs);
      assert.equal(await priceAt(assetId, Date.parse(at)), expected);
    });
  }

  it("is unknown where there is neither candle nor quote (R-TRADE-5)", async () => {
    const priceAt = createPriceAt(adminDb(), new Map(), nowMs);
    assert.equal(await priceAt(uniqueName("N"), Date.now()), undefined);
  });
});
