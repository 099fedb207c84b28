import assert from "node:assert/strict";
import { createLocalLimiter } from "./local-limit.js";

const bucket = { burst: 10, refill: 4, everyMs: 1_000 };

describe("the limiter of one process", () => {
  let nowMs = 0;
  const passed = (limit: ReturnType<typeof createLocalLimiter>, key: string, calls: number) =>
    Array.from({ length: calls }, () => limit(key, bucket)).filter((verdict) => verdict.passed).length;
  beforeEach(() => {
    nowMs = 1_700_000_000_123;
  });

  it("lets a burst pass, then what flows back, never more than a full bucket (R-EDGE-1)", () => {
    const limit = createLocalLimiter(() => nowMs);
    assert.equal(passed(limit, "a", 30), 10);
    assert.deepEqual(limit("a", bucket), {
      ...{ passed: false, limit: 10, remaining: 0, refillsAtMs: nowMs + 1_000 },
    });
    nowMs += 999;
    assert.equal(passed(limit, "a", 30), 0);
    nowMs += 1;
    assert.equal(passed(limit, "a", 30), 4);
    nowMs += 2_500;
    assert.equal(passed(limit, "a", 5), 5);
    nowMs += 60_000;
    assert.equal(passed(limit, "a", 30), 10);
    assert.equal(passed(limit, "b", 30), 10);
  });

  it("does not mind a clock that goes back (R-EDGE-1)", () => {
    const limit = createLocalLimiter(() => nowMs);
    assert.equal(passed(limit, "a", 3), 3);
    nowMs -= 60_000;
    assert.equal(passed(limit, "a", 30), 7);
  });

  it("remembers as many callers as it may, those that came last (R-EDGE-1)", () => {
    const limit = createLocalLimiter(() => nowMs, 3);
    for (const key of ["a", "b", "c", "d"]) passed(limit, key, 10);
    assert.deepEqual(
      ["d", "c", "b"].map((key) => passed(limit, key, 1)),
      [0, 0, 0],
    );
    assert.equal(passed(limit, "a", 1), 1);
  });
});
