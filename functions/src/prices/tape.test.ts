import assert from "node:assert/strict";
import fc from "fast-check";
import { candleAfter, candleExpiry, candleId, candleIntervalNames, type CandleRecord } from "./candle.js";
import type { QuoteRecord } from "./quote.js";
import { endsAt, tapeAfter, tapeRecordSchema, tapeTicksMax, tickOf, type TapeRecord } from "./tape.js";

const startMs = Date.UTC(2026, 0, 31, 9);

const quoteOf = (
  sequence: number,
  cents: readonly [low: number, price: number, high: number],
  atMs: number,
) => {
  const [low, price, high] = cents.map((count) => (count / 100).toFixed(2)) as [string, string, string];
  return {
    ...{ assetId: "X", sequence, price, low, high, depth: null, validForMs: null },
    ...{ asOf: new Date(atMs).toISOString(), source: "manual" },
  } satisfies QuoteRecord;
};

/** Quotes with ordered prices, some seconds to some hours apart. */
const quotes = fc
  .array(
    fc.record({
      cents: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 1_000_000 }))),
      afterMs: fc.integer({ min: 0, max: 7_200_000 }),
    }),
    { minLength: 1, maxLength: 3 * tapeTicksMax },
  )
  .map((steps) => {
    let atMs = startMs;
    return steps.map(({ cents, afterMs }, index) => {
      atMs += afterMs;
      const [low = 0, price = 0, high = 0] = [...cents].sort((left, right) => left - right);
      return quoteOf(index + 1, [low, price, high], atMs);
    });
  });

const tapeOf = (made: readonly QuoteRecord[]) =>
  made.reduce<TapeRecord | undefined>(tapeAfter, undefined) ?? assert.fail("there is a tape");

const extreme = (pick: (...values: number[]) => number, texts: readonly string[]) =>
  pick(...texts.map(Number)).toFixed(2);

describe("a tape", () => {
  it("covers every tick once, in order, within its bound, and loses no low or high (R-TRADE-6)", () => {
    fc.assert(
      fc.property(quotes, (made) => {
        const tape = tapeRecordSchema.parse(tapeOf(made));
        assert.equal(tape.ticks.length, Math.min(made.length, tapeTicksMax));
        let next = 1;
        for (const tick of tape.ticks) {
          assert.equal(tick.from, next);
          next = tick.sequence + 1;
          const covered = made.slice(tick.from - 1, tick.sequence);
          const last = covered.at(-1);
          assert.ok(last);
          assert.deepEqual(tick, {
            ...tickOf(last),
            from: tick.from,
            low: extreme(
              Math.min,
              covered.map(({ low }) => low),
            ),
            high: extreme(
              Math.max,
              covered.map(({ high }) => high),
            ),
          });
        }
        assert.equal(next, made.length + 1);
        assert.ok(endsAt(tape, made.length) && !endsAt(tape, made.length + 1));
      }),
      { numRuns: 100 },
    );
  });

  it("keeps what matching has noted, and begins with nothing evaluated (R-TRADE-6)", () => {
    const first = tapeOf([quoteOf(1, [100, 100, 100], startMs)]);
    assert.equal(first.evaluatedSequence, 0);
    const evaluated = { ...first, evaluatedSequence: 1 };
    assert.equal(tapeAfter(evaluated, quoteOf(2, [1, 2, 3], startMs)).evaluatedSequence, 1);
  });
});

describe("a candle", () => {
  it("is the fold of the ticks of its interval (R-TRADE-6)", () => {
    fc.assert(
      fc.property(quotes, fc.constantFrom(...candleIntervalNames), (made, interval) => {
        const candles = new Map<string, CandleRecord>();
        let open: CandleRecord | undefined;
        for (const quote of made) {
          open = candleAfter(open, interval, tickOf(quote));
          candles.set(open.start, open);
        }
        for (const candle of candles.values()) {
          const lengthMs = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 }[interval];
          const begins = Date.parse(candle.start);
          const inside = made.filter(
            ({ asOf }) => Date.parse(asOf) >= begins && Date.parse(asOf) < begins + lengthMs,
          );
          assert.deepEqual(candle, {
            ...{ interval, start: candle.start, open: inside[0]?.price, close: inside.at(-1)?.price },
            low: extreme(
              Math.min,
              inside.map(({ low }) => low),
            ),
            high: extreme(
              Math.max,
              inside.map(({ high }) => high),
            ),
          });
        }
        const covered = new Set(
          made.map(({ asOf }) => candleAfter(undefined, interval, { ...tickOf(made[0]!), at: asOf }).start),
        );
        assert.deepEqual([...candles.keys()], [...covered]);
      }),
      { numRuns: 100 },
    );
  });

  it("under construction takes a tick that is dated before it (R-TRADE-6)", () => {
    const open = candleAfter(undefined, "1m", tickOf(quoteOf(1, [100, 150, 200], startMs)));
    const late = tickOf(quoteOf(2, [50, 120, 300], startMs - 60_000));
    assert.deepEqual(candleAfter(open, "1m", late), {
      ...{ interval: "1m", start: open.start, open: "1.50", low: "0.50", high: "3.00", close: "1.20" },
    });
  });

  it("compares prices as decimals, not as texts (R-TRADE-6)", () => {
    const open = candleAfter(undefined, "1d", tickOf(quoteOf(1, [900, 900, 900], startMs)));
    const { low, high } = candleAfter(open, "1d", tickOf(quoteOf(2, [10_000, 10_000, 10_000], startMs)));
    assert.deepEqual([low, high], ["9.00", "100.00"]);
  });

  it("of a minute is kept a week, of an hour 400 days, of a day for ever (R-DATA-5)", () => {
    const tick = tickOf(quoteOf(1, [1, 1, 1], startMs + 61_000));
    const candles = candleIntervalNames.map((interval) => candleAfter(undefined, interval, tick));
    assert.deepEqual(candles.map(candleExpiry), [
      "2026-02-07T09:01:00.000Z",
      "2027-03-07T09:00:00.000Z",
      null,
    ]);
    assert.deepEqual(candles.map(candleId), [
      "1m-2026-01-31T090100.000Z",
      "1h-2026-01-31T090000.000Z",
      "1d-2026-01-31T000000.000Z",
    ]);
  });
});
