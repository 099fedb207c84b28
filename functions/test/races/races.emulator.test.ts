import assert from "node:assert/strict";
import { runRace } from "./race.js";
import { races } from "./races.js";

/** `npm run races` runs a thousand and more. */
const rounds = Number(process.env["RACE_ROUNDS"] ?? 100);

describe("two processes on one account", function () {
  this.timeout(600_000);

  for (const race of races) {
    it(`race ${race.title}: one documented outcome a round, and the audit finds nothing (R-TRADE-8)`, async () => {
      const { counts, failures, findings } = await runRace(race, rounds, () => undefined);
      assert.deepEqual(failures, []);
      assert.deepEqual(findings, []);
      assert.equal(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
        rounds,
      );
      // A race that one side always wins would prove nothing.
      for (const [outcome, count] of Object.entries(counts)) assert.ok(count > 0, `never: ${outcome}`);
    });
  }
});
