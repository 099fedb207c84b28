import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { makeAsset, quote } from "../../test/support/market.js";
import { candleClose, pastOf } from "../../test/support/past.js";
import { DomainError } from "../platform/errors.js";
import type { PerformanceOutput } from "./contract.js";
import { takePage } from "./pages.js";
import { performanceOf, type Range } from "./performing.js";
import { listSnapshots } from "./store.js";
import { nothing, stretchesBetween } from "./walking.js";
import { readAccountNow } from "../ledger/queries.js";

const db = () => adminDb();
const day = (number: number) => `2026-03-${String(number).padStart(2, "0")}`;
const now = Date.parse(`${day(10)}T12:00:00.000Z`);

/** The range of one account: everything after the name before it. */
const pageOf = (uid: string, on: string) => ({ day: on, after: uid.slice(0, -1), until: uid });
const snapshot = (uid: string, on: string, atMs = now) =>
  takePage({ db: db(), clock: () => atMs }, pageOf(uid, on));
const performance = (uid: string, range: Range, atMs = now) =>
  performanceOf({ db: db(), clock: () => atMs }, uid, range);

/**
 * 1,000.00 on the 3rd, all but 0.00 of it in 10 units at 100.00; they are worth 110.00 when 500.00 more come on the 5th
 * and 102.00 at the end of the 6th, and 105.00 now.
 */
async function investor() {
  const uid = `${uniqueName("investor")}x`;
  const assetId = await makeAsset({ price: "100.00" });
  const past = pastOf(uid);
  await past.deposit(`${day(3)}T10:00:00.000Z`, "1001.00");
  await past.trade(`${day(3)}T10:01:30.000Z`, assetId, "buy", "10", "100.00");
  await past.deposit(`${day(5)}T15:00:30.000Z`, "500.00");
  await candleClose(assetId, "1h", `${day(3)}T23:00:00.000Z`, "104.00");
  await candleClose(assetId, "1h", `${day(4)}T23:00:00.000Z`, "108.00");
  await candleClose(assetId, "1m", `${day(5)}T15:00:00.000Z`, "110.00");
  await candleClose(assetId, "1h", `${day(5)}T23:00:00.000Z`, "106.00");
  await candleClose(assetId, "1h", `${day(6)}T23:00:00.000Z`, "102.00");
  await quote(assetId, "105.00", { asOf: new Date(now).toISOString() });
  return { uid, assetId };
}

const figures = ({ twr, gain, netFlow, maxDrawdown, startEquity, endEquity }: PerformanceOutput) => ({
  ...{ twr, gain, netFlow, maxDrawdown, startEquity, endEquity },
});

describe("performance of a portfolio", function () {
  this.timeout(180_000);

  it("is known from entries and candles before there is any snapshot (R-TRADE-5)", async () => {
    const { uid } = await investor();
    const all = await performance(uid, "ALL");
    assert.deepEqual(all.unavailable, []);
    // 1,001.00 → 1,100.00 before the flow; 1,600.00 after it → 1,550.00 now; the fee of 1.00 is lost.
    assert.deepEqual(figures(all), {
      ...{ twr: "6.4560", gain: "49.00", netFlow: "1501.00" },
      ...{ startEquity: "0.00", endEquity: "1550.00", maxDrawdown: "3.2407" },
    });
    assert.deepEqual(
      all.series.map(({ at, equity, netFlow }) => [at.slice(0, 16), equity, netFlow]),
      [
        [`${day(3)}T10:00`, "0.00", "0.00"],
        [`${day(4)}T00:00`, "1040.00", "1001.00"],
        [`${day(5)}T00:00`, "1080.00", "1001.00"],
        [`${day(6)}T00:00`, "1560.00", "1501.00"],
        ...[7, 8, 9, 10].map((it) => [`${day(it)}T00:00`, "1520.00", "1501.00"]),
        [`${day(10)}T12:00`, "1550.00", "1501.00"],
      ],
    );
  });

  it("is the same from snapshots, in every range (R-TRADE-5, R-JOB-5)", async () => {
    const { uid } = await investor();
    const ranges = ["1D", "1W", "1M", "ALL"] as const;
    const before = await Promise.all(ranges.map((range) => performance(uid, range)));
    for (const on of [3, 4, 5, 6, 7, 8, 9]) await snapshot(uid, day(on));
    const after = await Promise.all(ranges.map((range) => performance(uid, range)));
    assert.deepEqual(after, before);
    assert.equal((await listSnapshots(db(), uid, "9999-12-31", 100)).length, 7);
  });

  it("begins a week ago with what the account was worth then, whatever snapshots there are (R-TRADE-5)", async () => {
    const { uid } = await investor();
    const at = Date.parse(`${day(12)}T12:00:00.000Z`);
    const none = await performance(uid, "1W", at);
    assert.deepEqual(
      [none.from, none.startEquity, none.netFlow],
      [`${day(5)}T00:00:00.000Z`, "1080.00", "500.00"],
    );
    await snapshot(uid, day(6));
    const oneLater = await performance(uid, "1W", at);
    assert.deepEqual(figures(oneLater), figures(none));
    assert.equal(oneLater.from, none.from);
  });

  it("has hourly points for a day, and the hour's prices (R-TRADE-5)", async () => {
    const { uid, assetId } = await investor();
    await candleClose(assetId, "1m", `${day(10)}T03:59:00.000Z`, "103.00");
    const { series, from, startEquity } = await performance(uid, "1D");
    assert.deepEqual([from, startEquity], [`${day(9)}T12:00:00.000Z`, "1520.00"]);
    assert.equal(series.length, 25);
    assert.deepEqual(
      [series[15]?.equity, series[16]?.equity, series[24]?.equity],
      ["1520.00", "1530.00", "1550.00"],
    );
  });

  it("of an account that never moved money is nothing, and says what is not there (R-TRADE-5)", async () => {
    const empty = await performance(uniqueName("nobody"), "1M");
    assert.deepEqual([empty.twr, empty.endEquity, empty.mwr], ["0.0000", "0.00", null]);
    assert.deepEqual(empty.unavailable, [{ figures: ["mwr"], reason: "no_rate_fits", assetIds: [] }]);
  });

  it("is refused where a walk would go over too many entries (R-TRADE-5)", async () => {
    const { uid } = await investor();
    const account = await readAccountNow(db(), uid);
    const ground = {
      db: db(),
      account,
      quotes: new Map(),
      nowMs: now,
      priceAt: () => Promise.resolve("1.00"),
    };
    await assert.rejects(
      stretchesBetween({ ...ground, entriesMax: 2 }, nothing, [now]),
      (error) => error instanceof DomainError && error.reason === "history_is_too_long",
    );
    const [whole] = await stretchesBetween({ ...ground, entriesMax: 3 }, nothing, [now]);
    assert.equal(whole?.held.seq, 3);
  });
});

describe("a snapshot", function () {
  this.timeout(180_000);

  it("tells the end of its day, made late and again, by the prices of then (R-JOB-5, R-TRADE-5)", async () => {
    const { uid, assetId } = await investor();
    assert.deepEqual(await snapshot(uid, day(5)), { day: day(5), written: 1, kept: 0, empty: 0, tooLong: 0 });
    const [first] = await listSnapshots(db(), uid, "9999-12-31", 10);
    assert.deepEqual(first && { ...first, factor: first.factor?.slice(0, 8) }, {
      ...{ day: day(5), at: `${day(6)}T00:00:00.000Z`, seq: 3, previous: null },
      ...{
        equity: "1560.00",
        cash: "500.00",
        positionsValue: "1060.00",
        netFlow: "1501.00",
        realised: "0.00",
      },
      flows: [
        { at: `${day(3)}T10:00:00.000Z`, amount: "1001.00", valueBefore: "0.00" },
        { at: `${day(5)}T15:00:30.000Z`, amount: "500.00", valueBefore: "1100.00" },
      ],
      factor: "1.071428",
      holdings: { [assetId]: { scale: 8, quantity: "10" } },
      unavailable: [],
    });
    await candleClose(assetId, "1h", `${day(5)}T23:00:00.000Z`, "999.00");
    const again = await Promise.all([snapshot(uid, day(5)), snapshot(uid, day(5)), snapshot(uid, day(4))]);
    assert.deepEqual(
      again.map(({ written, kept }) => [written, kept]),
      Array(3).fill([0, 1]),
    );
    assert.deepEqual(await listSnapshots(db(), uid, "9999-12-31", 10), [first]);
    await snapshot(uid, day(6));
    const [second] = await listSnapshots(db(), uid, "9999-12-31", 10);
    assert.deepEqual([second?.previous, second?.equity, second?.flows], [day(5), "1520.00", []]);
  });

  it("is not made of a day before the account's first entry, or one that is not over (R-JOB-5)", async () => {
    const { uid } = await investor();
    assert.equal((await snapshot(uid, day(2))).empty, 1);
    await assert.rejects(snapshot(uid, day(10)), { reason: "input_is_invalid" });
    assert.deepEqual(await listSnapshots(db(), uid, "9999-12-31", 10), []);
  });

  it("stops where an account is empty and nothing happens any more (R-JOB-5)", async () => {
    const uid = `${uniqueName("leaver")}x`;
    const past = pastOf(uid);
    await past.deposit(`${day(3)}T10:00:00.000Z`, "10.00");
    await past.withdraw(`${day(3)}T11:00:00.000Z`, "10.00");
    const results = [];
    for (const on of [3, 4, 5]) results.push(await snapshot(uid, day(on)));
    assert.deepEqual(
      results.map(({ written, empty }) => [written, empty]),
      [
        [1, 0],
        [0, 1],
        [0, 1],
      ],
    );
  });

  it("of one account that cannot be read does not cost the others theirs (R-JOB-5)", async () => {
    const { uid } = await investor();
    const broken = `${uid.slice(0, -1)}a`;
    await db().doc(`accounts/${broken}`).set({ uid: broken });
    await assert.rejects(snapshot(uid, day(5)));
    await db().doc(`accounts/${broken}`).delete();
    assert.equal((await listSnapshots(db(), uid, "9999-12-31", 10)).length, 1);
  });
});
