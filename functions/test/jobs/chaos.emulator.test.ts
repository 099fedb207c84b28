import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../support/backend.js";
import { captureLog } from "../support/log-lines.js";
import { runChaos } from "./chaos.js";

const jobs = 200;
const seed = 20_261_126;

describe("jobs on a queue in chaos", function () {
  this.timeout(300_000);

  it("end once each, do each step once, and none is stuck after the sweep (R-JOB-1, R-JOB-3)", async () => {
    const stop = captureLog([]);
    const report = await runChaos(adminDb(), seed, jobs, uniqueName("chaos")).finally(stop);
    const { problems, ends, whims, deaths, comebacks } = report;
    assert.deepEqual(problems, [], `npm run chaos -- --seed ${seed} --jobs ${jobs}`);
    assert.equal(
      Object.values(ends).reduce((sum, count) => sum + count),
      jobs,
    );
    // All of the mischief did happen.
    const mischief = { ...whims, deaths, comebacks, ...ends };
    for (const [what, times] of Object.entries(mischief)) assert.ok(times > 0, `${what}: never`);
  });
});
