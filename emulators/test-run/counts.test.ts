import assert from "node:assert/strict";
import { isSuccess, summary, type PartResult } from "./counts.js";
import { kindOf } from "./test-files.js";

const part = (name: string, passed: number, failed: number, skipped = 0): PartResult => ({
  ...{ name, passed, failed, skipped },
  seconds: 1.25,
});

describe("the result of a test run", () => {
  it("ends with the sums", () => {
    const lastLine = (parts: PartResult[]) => summary(parts).split("\n").at(-1);
    assert.equal(lastLine([part("check", 1, 0), part("unit", 200, 2)]), "201 passed, 2 failed");
    assert.equal(lastLine([part("unit", 3, 0, 1)]), "3 passed, 0 failed, 1 skipped");
    assert.equal(lastLine([]), "0 passed, 0 failed");
  });

  it("is a success only when something passed and nothing failed", () => {
    assert.equal(isSuccess([part("unit", 3, 0, 1)]), true);
    assert.equal(isSuccess([part("unit", 3, 0), part("stack", 0, 1)]), false);
    assert.equal(isSuccess([part("unit", 0, 0)]), false);
  });
});

describe("the kind of a test", () => {
  const table = [
    ["a/order.test.ts", "unit"],
    ["a/order.test.tsx", "unit"],
    ["a/place.emulator.test.ts", "emulator"],
    ["a/trade.browser.test.ts", "browser"],
    ["a/start.launcher.test.ts", "launcher"],
    ["a/order.ts", undefined],
    ["a/test.ts", undefined],
  ] as const;
  for (const [file, kind] of table) it(`of ${file} is ${kind}`, () => assert.equal(kindOf(file), kind));
});
