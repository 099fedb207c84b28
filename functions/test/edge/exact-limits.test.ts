import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onEachEngine, unique } from "../../../emulators/redis/testing.js";
import { createRateLimiter } from "../../src/platform/rate-limit.js";
import { createRedis } from "../../src/platform/redis.js";
import type { LimiterTask } from "./limiter-process.js";

const processes = 4;
const calls = 200;
const limit = 50;
/** Nothing flows back while a test runs: the bucket's hour begins with its first call. */
const buckets = JSON.stringify({ trade: { user: { burst: limit, refill: limit, everyMs: 3_600_000 } } });

/** Starts a process that waits until it is told to begin. */
async function startLimiter(task: LimiterTask) {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("limiter-process.ts", import.meta.url)), JSON.stringify(task)],
    { env: { ...process.env, RATE_LIMITS: buckets }, stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = await lines.next();
  assert.equal(ready.value, "ready");
  return async () => {
    child.stdin.end();
    const [passed] = await Promise.all([lines.next(), once(child, "exit")]);
    return Number(passed.value);
  };
}

onEachEngine("rate limits", ({ redis }) => {
  const given = process.env["RATE_LIMITS"];
  before(() => (process.env["RATE_LIMITS"] = buckets));
  after(() => {
    if (given === undefined) delete process.env["RATE_LIMITS"];
    else process.env["RATE_LIMITS"] = given;
  });

  it(`let exactly ${limit} of ${calls} parallel calls from ${processes} processes pass (R-EDGE-1)`, async function () {
    this.timeout(60_000);
    const { url, token } = redis();
    const task = { url, token, user: unique("user"), calls: calls / processes };
    const begin = await Promise.all(Array.from({ length: processes }, () => startLimiter(task)));
    const passed = await Promise.all(begin.map((each) => each()));
    assert.equal(
      passed.reduce((sum, each) => sum + each),
      limit,
      passed.join(" + "),
    );
  });

  it("count users, classes and addresses apart, whatever they are called (R-EDGE-1)", async () => {
    const { url, token } = redis();
    const limiter = createRateLimiter(createRedis({ url, token, timeoutMs: 10_000 }), Date.now);
    const user = unique("*?[a-z]:\u2603");
    for (let call = 0; call < limit; call++) assert.ok((await limiter("trade", "user", user)).passed);
    const refused = await limiter("trade", "user", user);
    assert.deepEqual([refused.passed, refused.limit, refused.remaining], [false, limit, 0]);
    assert.ok(refused.refillsAtMs > Date.now() + 3_000_000);
    assert.ok((await limiter("trade", "user", user.toUpperCase())).passed);
    assert.ok((await limiter("trade", "address", user)).passed);
    assert.ok((await limiter("money", "user", user)).passed);
  });
});
