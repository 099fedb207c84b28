import assert from "node:assert/strict";
import { candleRows, pointRows } from "./chart-rows.js";

const start = "2026-01-31T09:00:00.000Z";
const second = Date.parse(start) / 1000;

describe("The rows of a chart", () => {
  it("are in order of time, the last one of each second (R-WEB-2)", () => {
    const later = "2026-01-31T09:01:00.000Z";
    const points = [
      { at: later, value: "3.00" },
      { at: start, value: "1.00" },
      { at: "2026-01-31T09:00:00.900Z", value: "2.50" },
    ];
    assert.deepEqual(pointRows(points), [
      { time: second, value: 2.5 },
      { time: second + 60, value: 3 },
    ]);
  });

  it("leave a gap where there is no value", () => {
    assert.deepEqual(pointRows([{ at: start, value: null }]), [{ time: second }]);
  });

  it("hold the four prices of a candle", () => {
    const candle = { start, open: "1.5", high: "2", low: "1", close: "1.75" };
    assert.deepEqual(candleRows([candle]), [{ time: second, open: 1.5, high: 2, low: 1, close: 1.75 }]);
  });
});
