import assert from "node:assert/strict";
import type { HistoryOutput } from "../../src/assets/contract.js";
import { candleIntervals, type CandleInterval, type CandleRecord } from "../../src/prices/candle.js";
import { saveCandles } from "../../src/prices/store.js";
import { adminDb } from "../support/backend.js";
import { makeAsset, quote } from "../support/market.js";
import { signUp, type Person } from "../support/people.js";

const batchMax = 400;

describe("the history of an asset", function () {
  this.timeout(120_000);
  let trader: Person;
  const made: string[] = [];
  before(async () => {
    trader = await signUp();
  });
  after(async () => {
    await trader.close();
    await Promise.all(made.map((id) => adminDb().recursiveDelete(adminDb().doc(`assets/${id}`))));
  });

  async function assetWithout(): Promise<string> {
    const assetId = await makeAsset({ price: null });
    made.push(assetId);
    return assetId;
  }

  /** Candles of the last intervals, oldest first, the newest beginning so many intervals ago. */
  async function candlesOf(assetId: string, interval: CandleInterval, count: number, back = 1) {
    const lengthMs = candleIntervals[interval];
    const newestMs = (Math.floor(Date.now() / lengthMs) - back) * lengthMs;
    const candles = Array.from({ length: count }, (_, at): CandleRecord => {
      const start = new Date(newestMs - (count - 1 - at) * lengthMs).toISOString();
      return { interval, start, open: `${at}.00`, high: `${at + 1}.00`, low: `${at}.00`, close: `${at}.50` };
    });
    for (let start = 0; start < count; start += batchMax) {
      await saveCandles(adminDb(), assetId, candles.slice(start, start + batchMax));
    }
    return candles;
  }

  const ask = (input: object) => trader.call<HistoryOutput>("assets-history", input);
  const shown = (candles: readonly CandleRecord[]) => candles.map(({ interval: _, ...candle }) => candle);

  /** Every candle of a range, page by page; and how long the pages were. */
  async function everything(input: object) {
    const pages: HistoryOutput["candles"][] = [];
    let more: object = {};
    for (let page = 0; page < 20; page++) {
      const { candles, nextTo } = await ask({ ...input, ...more });
      pages.unshift(candles);
      if (nextTo === null) return { lengths: pages.map(({ length }) => length), candles: pages.flat() };
      more = { to: nextTo };
    }
    return assert.fail("the pages end");
  }

  it("is the newest 500 candles, or 1,000 from where it says, and all are reached (R-TRADE-6)", async () => {
    const assetId = await assetWithout();
    const hours = await candlesOf(assetId, "1h", 1_203);
    await candlesOf(assetId, "1d", 3);
    const newest = await everything({ assetId, interval: "1h" });
    assert.deepEqual(newest, { lengths: [203, 500, 500], candles: shown(hours) });
    const from = hours[2]?.start;
    const ranged = await everything({ assetId, interval: "1h", from });
    assert.deepEqual(ranged, { lengths: [201, 1_000], candles: shown(hours.slice(2)) });
    const to = hours[7]?.start;
    const { candles, nextTo } = await ask({ assetId, interval: "1h", from, to });
    assert.deepEqual([candles, nextTo], [shown(hours.slice(2, 7)), null]);
  });

  it("shows no candle past its time, deleted or not (R-DATA-5)", async () => {
    const assetId = await assetWithout();
    await candlesOf(assetId, "1m", 3, 7 * 24 * 60 + 1);
    const kept = await candlesOf(assetId, "1m", 2);
    await candlesOf(assetId, "1h", 2, 400 * 24 + 1);
    const days = await candlesOf(assetId, "1d", 2, 1_000);
    const answers = await Promise.all(
      (["1m", "1h", "1d"] as const).map((interval) =>
        ask({ assetId, interval, from: "2020-01-01T00:00:00Z" }),
      ),
    );
    assert.deepEqual(
      answers.map(({ candles }) => candles),
      [shown(kept), [], shown(days)],
    );
    const stored = await adminDb().collection(`assets/${assetId}/candles`).get();
    assert.equal(stored.size, 9);
  });

  it("grows with each quote (R-TRADE-6)", async () => {
    const assetId = await assetWithout();
    assert.deepEqual((await ask({ assetId, interval: "1d" })).candles, []);
    const asOf = "2026-01-31T09:00:10.000Z";
    await quote(assetId, "5.00", { low: "4.00", high: "6.00", asOf });
    await quote(assetId, "5.50", { low: "5.00", high: "7.00", asOf: "2026-01-31T09:00:50.000Z" });
    const { candles } = await ask({ assetId, interval: "1d" });
    assert.deepEqual(candles, [
      { start: "2026-01-31T00:00:00.000Z", open: "5.00", high: "7.00", low: "4.00", close: "5.50" },
    ]);
  });
});
