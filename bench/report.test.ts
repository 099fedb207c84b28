import assert from "node:assert/strict";
import { benchKernel } from "./kernel.js";
import { drawPicture } from "./picture.js";
import { formatTable, makeReport, type Measured } from "./report.js";
import type { Summary } from "./statistics.js";

const summary = (perSecond: number): Summary => ({
  ...{ orders: 1000, failed: 0, perSecond },
  ...{ p50Ms: 10, p95Ms: 20, p99Ms: 30 },
});
const measured: Measured = {
  ...{ bench: "hot-account", callers: 32, conflicts: 0, writesPerOrder: 2.03, readsPerOrder: 0.03 },
  ...{ ours: summary(2500), textbook: summary(2), raw: summary(3000) },
  more: { textbookCallers: 32, textbookFailed: 90, blindPerSecond: 3100 },
};
const fields =
  "bench callers perSecond textbookPerSecond rawPerSecond ratio rawRatio p50Ms p95Ms p99Ms failed conflicts " +
  "writesPerOrder readsPerOrder orders node cores";

describe("the report", () => {
  it("has every field, on one line of JSON", () => {
    const report = makeReport(measured);
    for (const field of fields.split(" ")) assert.ok(field in report, field);
    assert.equal(report.ratio, 1250);
    assert.equal(report.rawRatio, 0.833);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.ok(!JSON.stringify(report).includes("\n"));
  });

  it("has null for the ratio to a textbook that placed nothing", () => {
    assert.equal(makeReport({ ...measured, textbook: summary(0) }).ratio, null);
  });

  it("reads as a table", () => {
    const table = formatTable(makeReport(measured));
    assert.match(table, /^textbook per second {2,}2$/m);
    assert.match(table, /^per second {2,}2,500$/m);
  });
});

describe("the picture", () => {
  it("draws bars in proportion, the longest over the whole width", () => {
    const widths = [...drawPicture(makeReport(measured)).matchAll(/<rect x="210".*? width="([\d.]+)"/g)];
    const [ours = 0, textbook = 0, raw = 0, blind = 0] = widths.map(([, width]) => Number(width));
    assert.equal(blind, 370);
    assert.ok(Math.abs(ours / raw - 2500 / 3000) < 0.01);
    assert.equal(textbook, 1);
  });
});

describe("the kernel bench", () => {
  it("decides, seals and folds without a refusal in a tiny run", () => {
    const report = benchKernel({ seconds: 0.06, rounds: 2 }, () => undefined);
    assert.equal(report.failed, 0);
    for (const field of ["decisionsPerSecond", "sealedPerSecond", "foldedPerSecond"]) {
      assert.ok(Number(report[field]) > 100, field);
    }
    assert.ok((report.p50Ms ?? -1) >= 0);
    assert.match(drawPicture(report), /decisions/);
  });
});
