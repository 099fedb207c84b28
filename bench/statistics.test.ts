import assert from "node:assert/strict";
import { percentile, ratioOf, rounded, summarise, type Slice } from "./statistics.js";

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const slice = (given: Partial<Slice>): Slice => ({
  ...{ orders: 0, failed: 0, elapsedMs: 1000, latencies: [] },
  ...given,
});

describe("percentile", () => {
  const rows: [number[], number, number | null][] = [
    [oneTo(100), 0.5, 50],
    [oneTo(100), 0.95, 95],
    [oneTo(100), 0.99, 99],
    [oneTo(100), 1, 100],
    [oneTo(100), 0.001, 1],
    [oneTo(101), 0.99, 100],
    [[15, 20, 35, 40, 50], 0.3, 20],
    [[15, 20, 35, 40, 50], 0.4, 20],
    [[7], 0.99, 7],
    [[], 0.5, null],
  ];
  for (const [values, share, expected] of rows) {
    it(`is ${expected} for share ${share} of ${values.length} values`, () => {
      assert.equal(percentile(values, share), expected);
    });
  }

  it("refuses a share outside (0, 1]", () => {
    for (const share of [0, -0.5, 1.01, Number.NaN]) {
      assert.throws(() => percentile([1], share), RangeError);
    }
  });
});

describe("summarise", () => {
  it("counts slices by their length: all orders over all the time", () => {
    const summary = summarise([
      slice({ orders: 100, elapsedMs: 1000 }),
      slice({ orders: 100, elapsedMs: 9000, failed: 3 }),
    ]);
    assert.equal(summary.perSecond, 20);
    assert.equal(summary.orders, 200);
    assert.equal(summary.failed, 3);
  });

  it("sorts latencies as numbers, over all slices together", () => {
    const summary = summarise([slice({ latencies: [100, 9, 80] }), slice({ latencies: [70] })]);
    assert.equal(summary.p50Ms, 70);
    assert.equal(summary.p99Ms, 100);
  });

  it("has no percentiles and no orders where nothing was placed", () => {
    const summary = summarise([]);
    assert.deepEqual(summary, {
      ...{ orders: 0, failed: 0, perSecond: 0 },
      ...{ p50Ms: null, p95Ms: null, p99Ms: null },
    });
  });
});

describe("ratioOf and rounded", () => {
  it("has no ratio to a reference that did nothing or was not measured", () => {
    assert.equal(ratioOf(5, 0), null);
    assert.equal(ratioOf(5, null), null);
    assert.equal(ratioOf(5, 2), 2.5);
  });

  it("rounds to decimals and keeps null", () => {
    assert.equal(rounded(1.2345, 2), 1.23);
    assert.equal(rounded(0.0312345, 4), 0.0312);
    assert.equal(rounded(null, 2), null);
  });
});
