import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { runSeed, type SeedStats } from "./seeds.js";

const seeds = 300;
const commands = 100;

describe("simulation", function () {
  this.timeout(90_000);
  const total: Record<string, number> = {};
  let failure: string | null = null;
  let failingSeed = 0;

  before(async () => {
    for (let seed = 1; seed <= seeds && failure === null; seed++) {
      const run = await runSeed(seed, commands, false);
      failure = run.failure;
      failingSeed = seed;
      for (const key of Object.keys(run.stats ?? {}) as (keyof SeedStats)[]) {
        total[key] = (total[key] ?? 0) + (run.stats?.[key] ?? 0);
      }
    }
  });

  it(`finds no fault in ${seeds} seeds of ${commands} commands and more (R-TEST-4, R-TRADE-8)`, () => {
    const again = `npm run simulate -- --from ${failingSeed} --seeds 1 --commands ${commands}`;
    assert.equal(failure, null, `seed ${failingSeed} fails; to see it again: ${again}`);
  });

  it("meets every kind of outcome often enough to mean something", () => {
    assert.ok((total.calls ?? 0) >= seeds * commands, JSON.stringify(total));
    for (const outcome of ["accepted", "repeats", "rejected", "failed"]) {
      assert.ok((total[outcome] ?? 0) >= seeds, `${outcome}: ${JSON.stringify(total)}`);
    }
  });

  it("gives the same history for the same seed", async () => {
    const [first, second] = [await runSeed(7, commands, false), await runSeed(7, commands, false)];
    assert.deepEqual(first.stats, second.stats);
    assert.equal(first.digest, second.digest);
  });
});
