import assert from "node:assert/strict";
import {
  factorOf,
  formatFactor,
  formatPercent,
  grown,
  indexOver,
  maxDrawdown,
  moneyWeighted,
  one,
  percentOf,
  readFactor,
  unchanged,
} from "./returns.js";
import { performanceView } from "./performance-view.js";
import { stretchesOf, type Held, type Valued } from "./walk.js";
import { nothing } from "./walking.js";

const day = (number: number) => Date.parse("2026-01-01T00:00:00.000Z") + number * 86_400_000;
const held = (netFlow: bigint): Held => ({ ...nothing.held, netFlow });
const flow = (on: number, value: bigint | null, amount: bigint): Valued => ({
  ...{ atMs: day(on), held: held(0n), flow: amount, value, missing: value === null ? ["BTC"] : [] },
});
const mark = (on: number, value: bigint | null, netFlow = 0n): Valued => ({
  ...{ atMs: day(on), held: held(netFlow), flow: null, value, missing: value === null ? ["BTC"] : [] },
});

function performanceOver(startEquity: bigint | null, moments: readonly Valued[]) {
  const stretches = stretchesOf(startEquity, moments);
  const start = { atMs: day(0), held: held(0n), equity: startEquity };
  return performanceView("ALL", { start, stretches });
}

describe("the time-weighted return", () => {
  it("is that of the vector twr-1 (R-TRADE-5)", () => {
    const { twr } = performanceOver(100_000n, [flow(1, 110_000n, 50_000n), mark(2, 152_000n, 50_000n)]);
    assert.equal(twr, "4.5000");
  });

  it("is that of the vector twr-2, with its gain and its money-weighted return (R-TRADE-5)", () => {
    const view = performanceOver(100_000n, [
      ...[flow(31, 110_000n, 50_000n), flow(60, 168_000n, -22_000n)],
      mark(90, 153_300n, 28_000n),
    ]);
    assert.deepEqual(
      [view.twr, view.gain, view.netFlow, view.mwr, view.unavailable],
      ["21.2750", "253.00", "280.00", { period: "20.2660", yearly: "111.3605" }, []],
    );
  });

  it("is the same whether or not marks lie between the flows (R-TRADE-5)", () => {
    const moments = [
      ...[mark(10, 104_321n), flow(31, 110_000n, 50_000n), mark(45, 163_211n, 50_000n)],
      ...[flow(60, 168_000n, -22_000n), mark(61, 145_000n, 28_000n), mark(90, 153_300n, 28_000n)],
    ];
    const { twr, series } = performanceOver(100_000n, moments);
    assert.equal(twr, "21.2750");
    assert.deepEqual(
      series.map((point) => point.twr),
      ["0.0000", "4.3210", "12.2076", "14.7089", "21.2750"],
    );
  });

  it("begins with the first money and pauses while there is none (R-TRADE-5)", () => {
    const { twr, startEquity } = performanceOver(0n, [
      ...[flow(0, 0n, 100_000n), flow(5, 120_000n, -120_000n)],
      ...[flow(9, 0n, 10_000n), mark(10, 11_000n, -10_000n)],
    ]);
    assert.deepEqual([twr, startEquity], ["32.0000", "0.00"]);
  });

  it("is unavailable from a flow without a value on, and says of which asset (R-TRADE-5)", () => {
    const view = performanceOver(100_000n, [flow(1, null, 50_000n), mark(2, 152_000n, 50_000n)]);
    assert.deepEqual([view.twr, view.maxDrawdown, view.gain], [null, null, "20.00"]);
    assert.deepEqual(view.unavailable, [
      { figures: ["twr", "maxDrawdown"], reason: "value_is_missing", assetIds: [] },
    ]);
    const noEnd = performanceOver(100_000n, [mark(1, 101_000n), mark(2, null)]);
    assert.deepEqual([noEnd.endEquity, noEnd.gain, noEnd.mwr], [null, null, null]);
    assert.deepEqual(noEnd.unavailable, [
      {
        figures: ["endEquity", "gain", "mwr", "twr", "maxDrawdown"],
        ...{ reason: "value_is_missing", assetIds: ["BTC"] },
      },
    ]);
  });

  it("is kept exactly: what is written reads back, and percent round half away from zero (R-TRADE-5)", () => {
    const factor = factorOf(grown(grown(unchanged, 3n, 1n), 7n, 22n));
    assert.equal(formatFactor(factor), "1.047619047619047619047619");
    assert.equal(readFactor(formatFactor(factor)), factor);
    assert.deepEqual(
      [formatPercent(one / 2_000_000n), formatPercent(-one / 2_000_000n), formatPercent(-1n)],
      ["0.0001", "-0.0001", "0.0000"],
    );
    assert.deepEqual([percentOf(-1e-12), percentOf(0.2), percentOf(-0.5)], ["0.0000", "20.0000", "-50.0000"]);
  });
});

describe("the maximum drawdown", () => {
  const over = (...factors: number[]) =>
    formatPercent(
      maxDrawdown(
        indexOver(factors.map((it) => (BigInt(it) * one) / 100n)).flatMap((it) => (it === null ? [] : [it])),
      ),
    );

  it("is the deepest fall below an earlier height of the index (R-TRADE-5)", () => {
    assert.equal(over(110, 120), "0.0000");
    assert.equal(over(90), "10.0000");
    assert.equal(over(200, 50, 150, 50, 300), "62.5000");
  });
});

describe("the money-weighted return", () => {
  const cents = (amount: number) => BigInt(amount) * 100n;

  it("is the plain return where nothing flows in between (R-TRADE-5)", () => {
    const year = moneyWeighted([
      { atMs: day(0), amount: cents(1_000) },
      { atMs: day(365), amount: cents(-1_100) },
    ]);
    assert.deepEqual([percentOf(year?.period ?? 0), percentOf(year?.yearly ?? 0)], ["10.0000", "10.0000"]);
    const loss = moneyWeighted([
      { atMs: day(0), amount: cents(1_000) },
      { atMs: day(1), amount: cents(-1) },
    ]);
    assert.equal(percentOf(loss?.period ?? 0), "-99.9000");
  });

  it("gives no yearly rate where that would be beyond any use (R-TRADE-5)", () => {
    const rates = moneyWeighted([
      { atMs: day(0), amount: cents(1_000) },
      { atMs: day(1), amount: cents(-2_000) },
    ]);
    assert.deepEqual([percentOf(rates?.period ?? 0), rates?.yearly], ["100.0000", null]);
  });

  it("is unavailable where no rate fits: no sign changes, or no time passes (R-TRADE-5)", () => {
    const two = (first: number, last: number, days: number) =>
      moneyWeighted([
        { atMs: day(0), amount: BigInt(first) },
        { atMs: day(days), amount: BigInt(last) },
      ]);
    assert.deepEqual([two(100, 100, 9), two(0, 0, 9), two(100, -100, 0)], [null, null, null]);
    const view = performanceOver(100_000n, [flow(1, 100_000n, -200_000n), mark(2, 0n, -200_000n)]);
    assert.equal(
      view.mwr === null,
      view.unavailable.some(({ figures }) => figures.includes("mwr")),
    );
  });
});
