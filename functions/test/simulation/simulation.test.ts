import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { runSeeds } from "./all-cores.js";
import { runSeed } from "./seeds.js";
import { eventKinds, type EventKind } from "./stats.js";

const seeds = 300;
const commands = 300;

/** Events that need a rare meeting of two: fewer of them are enough. */
const rare: Partial<Record<EventKind, number>> = {
  ...{ fok: 20, fillOfPartlyReplaced: 20, siblingResizes: 100, rejectedOrders: 100, legsReplaced: 100 },
};

describe("simulation", function () {
  this.timeout(600_000);
  const total: Record<string, number> = {};
  let failure: string | null = null;
  let failingSeed = 0;

  before(() =>
    runSeeds({ from: 1, count: seeds, commands, shrink: false }, (run) => {
      if (run.failure !== null) [failure, failingSeed] = [run.failure, run.seed];
      for (const [key, count] of Object.entries(run.stats ?? {})) total[key] = (total[key] ?? 0) + count;
    }),
  );

  it(`finds no fault in ${seeds} seeds of ${commands} commands and more (R-TEST-4, R-TRADE-8)`, () => {
    const again = `npm run simulate -- --from ${failingSeed} --seeds 1 --commands ${commands}`;
    assert.equal(failure, null, `seed ${failingSeed} fails; to see it again: ${again}`);
  });

  it("meets every kind of event often enough to mean something (R-TEST-4)", () => {
    assert.ok((total.calls ?? 0) >= seeds * commands, JSON.stringify(total));
    for (const kind of eventKinds) {
      assert.ok((total[kind] ?? 0) >= (rare[kind] ?? seeds), `${kind}: ${JSON.stringify(total)}`);
    }
  });

  it("gives the same history for the same seed", async () => {
    const [first, second] = [await runSeed(7, commands, false), await runSeed(7, commands, false)];
    assert.deepEqual(first.stats, second.stats);
    assert.equal(first.digest, second.digest);
  });
});
