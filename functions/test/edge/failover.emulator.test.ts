import assert from "node:assert/strict";
import { broken, failover } from "./failover.js";
import { gatherCrowd, type Crowd } from "./mix.js";

const processes = 2;

describe("an outage of Redis", function () {
  this.timeout(300_000);
  let crowd: Crowd | undefined;
  before(async () => {
    crowd = await gatherCrowd();
  });
  after(() => crowd?.close());

  it("fails no call, killed or slow, opens every circuit and is healed once Redis is back (R-EDGE-3)", async () => {
    const { next } = crowd ?? assert.fail();
    const reports = await failover(["killed", "slow"], {
      ...{ processes, perSecond: 20, seconds: 4, next },
      // On a machine that is busy with tests, what counts is that it heals.
      ...{ redisTimeoutMs: 1_000, healDeadlineMs: 60_000 },
    });
    assert.deepEqual(
      reports.flatMap((report) => broken(report, processes)),
      [],
    );
  });
});
