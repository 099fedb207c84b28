import assert from "node:assert/strict";
import fc from "fast-check";
import { histories, runHistory, type Seen } from "./histories.js";

/** How many: the whole proof is `BOURSE_HISTORIES=10000 npx mocha functions/test/portfolio/histories.test.ts`. */
const numRuns = Number(process.env["BOURSE_HISTORIES"] ?? 2_000);
const lengthMax = 40;
/** A failing history is made smaller for so long, no longer. */
const interruptAfterTimeLimit = 600_000;

describe(`a portfolio over ${numRuns} random histories`, function () {
  this.timeout(interruptAfterTimeLimit + 60_000);

  it("keeps lots equal to positions, and equity to what was paid in plus profit (R-TRADE-5, invariants 7 and 8)", () => {
    const seen: Seen = new Map();
    const run = fc.check(
      fc.property(histories(lengthMax), (steps) => runHistory(steps, seen)),
      { numRuns, interruptAfterTimeLimit },
    );
    assert.ok(!run.failed, fc.defaultReportMessage(run));
    assert.equal(run.numRuns, numRuns);
    const all = [
      "deposit",
      "withdraw",
      "hold",
      "release",
      "fill",
      "fill of what rested",
      "reversal of a fill",
      "reversal of a flow",
    ];
    for (const name of all) {
      assert.ok((seen.get(name) ?? 0) > numRuns / 10, `too few of ${name}: ${JSON.stringify([...seen])}`);
    }
  });
});
