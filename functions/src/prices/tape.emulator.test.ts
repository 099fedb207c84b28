import assert from "node:assert/strict";
import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { adminDb } from "../../test/support/backend.js";
import { uniqueAssetId } from "../../test/support/market.js";
import { candleAfter, candleId, candleIntervalNames, type CandleRecord } from "./candle.js";
import type { QuoteRecord } from "./quote.js";
import { advanceQuotes, markEvaluated, readQuotes, readTape } from "./store.js";
import { tapeTicksMax, tickOf } from "./tape.js";

const startMs = Date.UTC(2026, 0, 31, 9);
const writers = 20;

const next = (assetId: string, cents: number, atMs: number): Omit<QuoteRecord, "sequence"> => {
  const [low, price, high] = [cents - 1, cents, cents + 1].map((count) => (count / 100).toFixed(2));
  return {
    ...{ assetId, price: price ?? "", low: low ?? "", high: high ?? "", depth: null, validForMs: null },
    ...{ asOf: new Date(atMs).toISOString(), source: "manual" },
  };
};

/** A Firestore whose first commits happen although their answer is an error. */
function withLostAnswers(db: Firestore, count: number): Firestore {
  let left = count;
  const batch = (): WriteBatch => {
    const made = db.batch();
    const commit = made.commit.bind(made);
    made.commit = async () => {
      const results = await commit();
      if (left-- > 0) throw Object.assign(new Error("14 UNAVAILABLE: the answer is lost"), { code: 14 });
      return results;
    };
    return made;
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === "batch") return batch;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

describe("the tape of an asset", function () {
  this.timeout(180_000);
  const made: string[] = [];
  const assetId = () => {
    made.push(uniqueAssetId());
    return made.at(-1) ?? "";
  };
  after(() =>
    Promise.all(
      made.flatMap((id) =>
        ["quotes", "tapes", "assets"].map((name) =>
          adminDb().recursiveDelete(adminDb().doc(`${name}/${id}`)),
        ),
      ),
    ),
  );

  const tapeOf = async (id: string) => (await readTape(adminDb(), id)) ?? assert.fail("there is a tape");

  /** Every candle that is stored, without what only TTL reads. */
  async function storedCandles(id: string): Promise<Map<string, unknown>> {
    const { docs } = await adminDb().collection(`assets/${id}/candles`).get();
    return new Map(
      docs.map((document) => {
        const { interval, open, high, low, close } = document.data() as CandleRecord;
        return [document.id, { interval, open, high, low, close }] as const;
      }),
    );
  }

  /** What the candles of the ticks are, computed from the ticks alone. */
  function foldedCandles(ticks: readonly ReturnType<typeof tickOf>[]): Map<string, unknown> {
    const candles = new Map<string, unknown>();
    for (const interval of candleIntervalNames) {
      let open: CandleRecord | undefined;
      for (const tick of ticks) {
        open = candleAfter(open, interval, tick);
        const { start, ...prices } = open;
        candles.set(candleId(open), prices);
        assert.ok(start);
      }
    }
    return candles;
  }

  it(`has each of ${writers} concurrent quotes once and in order, and so have the candles (R-TRADE-6)`, async () => {
    const id = assetId();
    const written = await Promise.all(
      Array.from({ length: writers }, (_, at) =>
        advanceQuotes(adminDb(), [id], (_id, current) =>
          next(id, 1_000 + at * 7, startMs + (current?.sequence ?? 0) * 20_000),
        ),
      ),
    );
    const sequences = written.flat().map(({ sequence }) => sequence);
    const all = Array.from({ length: writers }, (_, at) => at + 1);
    assert.deepEqual(
      sequences.sort((left, right) => left - right),
      all,
    );
    const { ticks, candles } = await tapeOf(id);
    const ordered = written.flat().sort((left, right) => left.sequence - right.sequence);
    assert.deepEqual(ticks, ordered.map(tickOf));
    const stored = await storedCandles(id);
    assert.deepEqual(new Map([...stored].sort()), new Map([...foldedCandles(ticks)].sort()));
    assert.equal(stored.size, 7 + 1 + 1);
    assert.ok(Object.values(candles).every((candle) => stored.has(candleId(candle))));
  });

  it("has a tick once whose write was answered with an error (R-TRADE-6)", async () => {
    const id = assetId();
    const db = withLostAnswers(adminDb(), 2);
    for (const sequence of [1, 2, 3]) {
      const [quote] = await advanceQuotes(db, [id], () => next(id, 1_000, startMs + sequence));
      assert.equal(quote?.sequence, sequence);
      assert.deepEqual((await readQuotes(adminDb(), [id])).get(id), quote);
    }
    const { ticks } = await tapeOf(id);
    assert.deepEqual(
      ticks.map(({ sequence }) => sequence),
      [1, 2, 3],
    );
  });

  it("keeps what matching notes while quotes go on, and matching keeps its ticks (R-TRADE-6)", async () => {
    const id = assetId();
    await advanceQuotes(adminDb(), [id], () => next(id, 1_000, startMs));
    const quoting = async () => {
      for (let turn = 1; turn <= 10; turn++) {
        await advanceQuotes(adminDb(), [id], () => next(id, 1_000 + turn, startMs + turn));
      }
    };
    const noting = async () => {
      for (let turn = 1; turn <= 10; turn++) await markEvaluated(adminDb(), id, turn);
    };
    await Promise.all([quoting(), noting()]);
    const { ticks, evaluatedSequence } = await tapeOf(id);
    // The trigger of the running stack may have noted the last one too.
    assert.equal(ticks.length, 11);
    assert.ok(evaluatedSequence >= 10, `${evaluatedSequence}`);
    await advanceQuotes(adminDb(), [id], () => next(id, 2_000, startMs + 20));
    assert.ok((await tapeOf(id)).evaluatedSequence >= 10);
  });

  it("stays within its bound, and its oldest tick covers what left it (R-TRADE-6)", async () => {
    const id = assetId();
    for (let turn = 0; turn < tapeTicksMax + 3; turn++) {
      await advanceQuotes(adminDb(), [id], () => next(id, 1_000 + turn, startMs + turn * 1_000));
    }
    const { ticks } = await tapeOf(id);
    const [oldest, second] = ticks;
    assert.equal(ticks.length, tapeTicksMax);
    assert.deepEqual(
      [oldest?.from, oldest?.sequence, oldest?.low, oldest?.high, oldest?.price, second?.from],
      [1, 4, "9.99", "10.04", "10.03", 5],
    );
  });

  it("begins anew with a quote that was deleted and made again (R-TRADE-6)", async () => {
    const id = assetId();
    for (const cents of [1_000, 1_001]) await advanceQuotes(adminDb(), [id], () => next(id, cents, startMs));
    await markEvaluated(adminDb(), id, 2);
    await adminDb().doc(`quotes/${id}`).delete();
    await advanceQuotes(adminDb(), [id], () => next(id, 1_002, startMs));
    const { ticks, evaluatedSequence } = await tapeOf(id);
    assert.deepEqual([ticks.map(({ sequence }) => sequence), evaluatedSequence], [[1], 0]);
    assert.equal(await readTape(adminDb(), "NO-SUCH"), undefined);
  });
});
