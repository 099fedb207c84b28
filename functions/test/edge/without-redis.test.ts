import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { startRedis, type RunningRedis } from "../../../emulators/redis/server.js";
import { createCache } from "../../src/platform/cache.js";
import { circuitStates } from "../../src/platform/circuit.js";
import { countOf } from "../../src/platform/counters.js";
import { DomainError } from "../../src/platform/errors.js";
import { rateLimitOf, type RateClass } from "../../src/platform/rate-class.js";
import { createRateLimiter } from "../../src/platform/rate-limit.js";
import { createRedis, RedisFailure, runTwice, type RedisPort } from "../../src/platform/redis.js";
import { captureLog, type Line } from "../support/log-lines.js";

const token = "test-token";
const timeoutMs = 150;
const gone = () => createRedis({ url: "http://127.0.0.1:9", token, timeoutMs });
const ask = (redis: RedisPort) => redis.run((client) => client.ping());

/** Waits for a fact, with a deadline. */
async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!(await fact())) {
    if (Date.now() > deadlineMs) assert.fail("it did not come true in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("without Redis", function () {
  this.timeout(40_000);
  const limits = process.env["RATE_LIMITS"];
  const bucket = { burst: 8, refill: 8, everyMs: 3_600_000 };
  let lines: Line[];
  let stop: () => void;
  beforeEach(() => {
    lines = [];
    stop = captureLog(lines);
    const every = { user: bucket, address: bucket };
    const classes = ["public", "read", "trade", "money", "auth", "admin"];
    process.env["RATE_LIMITS"] = JSON.stringify(Object.fromEntries(classes.map((name) => [name, every])));
  });
  afterEach(() => {
    stop();
    if (limits === undefined) delete process.env["RATE_LIMITS"];
    else process.env["RATE_LIMITS"] = limits;
  });

  const passed = async (redis: RedisPort, rateClass: RateClass) => {
    const limiter = createRateLimiter(redis, Date.now);
    let count = 0;
    for (let call = 0; call < 20; call++) count += (await limiter(rateClass, "user", "a")).passed ? 1 : 0;
    return count;
  };

  for (const [rateClass, most] of [
    ["public", 8],
    ["read", 8],
    ["trade", 8],
    ["money", 8],
    ["auth", 2],
  ] as const) {
    it(`${rateClass} goes on with ${most} of 8 calls a process, and counts that it did (R-EDGE-3)`, async () => {
      const labels = { rateClass, by: "user" };
      const before = countOf("rate_limits_without_redis", labels);
      assert.equal(await passed(gone(), rateClass), most);
      assert.equal(countOf("rate_limits_without_redis", labels) - before, 20);
    });
  }

  it("admin is refused, and may try again (R-EDGE-3)", async () => {
    await assert.rejects(passed(gone(), "admin"), (error) => {
      return error instanceof DomainError && error.reason === "service_unavailable";
    });
  });

  it("every class is counted by each process where none is configured (R-EDGE-3)", async () => {
    for (const rateClass of ["public", "auth", "admin"] as const) {
      assert.equal(await passed(createRedis(null), rateClass), 8, rateClass);
    }
  });

  it("what is read is loaded each time, and invalidations are told as lost (R-CACHE-1)", async () => {
    const cache = createCache(gone());
    const entry = { kind: "gone", key: "key", schema: z.number(), ttlMs: 1_000 };
    let loads = 0;
    for (let read = 1; read <= 5; read++) {
      assert.equal(await cache.read(entry, () => Promise.resolve(++loads)), read);
    }
    assert.equal(countOf("cache_reads", { kind: "gone", outcome: "without_redis" }), 5);
    assert.equal(await cache.invalidate(["key"]), false);
    assert.equal(await createCache(createRedis(null)).invalidate(["key"]), true);
  });

  it("what may be kept is shared in a process for a moment, once the circuit is open (R-CACHE-1)", async () => {
    const cache = createCache(gone());
    const entry = { kind: "kept", key: "key", schema: z.number(), ttlMs: 1_000, outageTtlMs: 200 };
    let loads = 0;
    const read = () => cache.read(entry, () => Promise.resolve(++loads));
    // Until the circuit is open, nobody knows that it is an outage.
    for (let call = 1; call <= 3; call++) assert.equal(await read(), call);
    assert.deepEqual(await Promise.all([read(), read(), read()]), [4, 4, 4]);
    await until(async () => (await read()) === 5);
    await cache.invalidate(["key"]);
    assert.equal(await read(), 6);
    const failing = { ...entry, key: "failing" };
    await assert.rejects(cache.read(failing, () => Promise.reject(new Error("no load"))));
    assert.equal(await cache.read(failing, () => Promise.resolve(7)), 7);
  });

  it("the circuit opens after three failures; then nothing is asked, and each change is logged once (R-EDGE-3)", async () => {
    let asked = 0;
    const failing = createServer((_, response) => {
      asked++;
      response.writeHead(500).end('{"error":"ERR down"}');
    });
    const redis = createRedis({ url: await listen(failing), token, timeoutMs: 10_000 });
    for (let call = 0; call < 3; call++) await assert.rejects(ask(redis), RedisFailure);
    assert.deepEqual([asked, circuitStates()["redis"]], [3, "open"]);
    for (let call = 0; call < 50; call++) await assert.rejects(ask(redis), RedisFailure);
    assert.equal(asked, 3);
    assert.deepEqual(
      lines.filter(({ circuit }) => circuit === "redis").map(({ state, severity }) => [state, severity]),
      [["open", "WARNING"]],
    );
    failing.close().closeAllConnections();
  });

  it("work that fails once is no outage: it is asked again where the caller insists (R-EDGE-3)", async () => {
    let asked = 0;
    const flaky = createServer((_, response) => {
      if (++asked % 2 === 1) response.writeHead(500).end('{"error":"ERR down"}');
      else response.writeHead(200).end('[{"result":"OK"}]');
    });
    const redis = createRedis({ url: await listen(flaky), token, timeoutMs: 10_000 });
    for (let call = 0; call < 6; call++) assert.equal(await runTwice(redis, (client) => client.ping()), "OK");
    assert.equal(circuitStates()["redis"], "closed");
    flaky.close().closeAllConnections();
  });

  it("a slow answer ends with its timeout, and then nobody waits while it is tried again (R-EDGE-3)", async () => {
    const waiting: (() => void)[] = [];
    let isSlow = true;
    const slow = createServer((_, response) => {
      const answer = () => response.writeHead(200).end('[{"result":"OK"}]');
      if (isSlow) waiting.push(answer);
      else answer();
    });
    const redis = createRedis({ url: await listen(slow), token, timeoutMs });
    await Promise.all(Array.from({ length: 10 }, () => assert.rejects(ask(redis), RedisFailure)));
    assert.equal(circuitStates()["redis"], "open");
    assert.equal(waiting.length, 1, "commands of one turn are one request");
    // The circuit's time ends, and a probe goes out that is not answered either.
    await until(async () => {
      await assert.rejects(ask(redis), RedisFailure);
      return waiting.length === 2;
    });
    assert.equal(circuitStates()["redis"], "half_open");
    for (let call = 0; call < 20; call++) await assert.rejects(ask(redis), RedisFailure);
    assert.equal(waiting.length, 2, "no request waits with the probe");
    isSlow = false;
    await until(() =>
      ask(redis).then(
        (answer) => answer === "OK",
        () => false,
      ),
    );
    assert.equal(circuitStates()["redis"], "closed");
    for (const answer of waiting) answer();
    slow.close().closeAllConnections();
  });

  it("all is shared again once Redis is back, though it has forgotten everything (R-EDGE-3)", async () => {
    let real: RunningRedis = await startRedis({ port: 0, token, engine: "embedded" });
    const port = Number(new URL(real.url).port);
    const redis = createRedis({ url: real.url, token, timeoutMs: 10_000 });
    const cache = createCache(redis);
    const entry = { kind: "back", key: "back", schema: z.number(), ttlMs: 60_000 };
    const read = (value: number) => cache.read(entry, () => Promise.resolve(value));
    assert.deepEqual([await read(1), await read(2)], [1, 1]);
    await cache.invalidate(["back"]);
    assert.deepEqual([await read(3), await passed(redis, "read")], [3, 8]);
    await real.close();
    assert.equal(await read(4), 4);
    real = await startRedis({ port, token, engine: "embedded" });
    await until(async () => (await read(5), circuitStates()["redis"] === "closed"));
    assert.equal(await read(6), await read(7));
    assert.equal(await passed(redis, "read"), 8);
    await real.close();
  });

  it("the numbers are a hundred times production's on the local stack, and production's elsewhere (R-EDGE-1)", () => {
    delete process.env["RATE_LIMITS"];
    const emulator = process.env["FUNCTIONS_EMULATOR"];
    try {
      delete process.env["FUNCTIONS_EMULATOR"];
      const { burst, everyMs } = rateLimitOf("trade").user;
      process.env["FUNCTIONS_EMULATOR"] = "true";
      assert.deepEqual(rateLimitOf("trade").user, { burst: burst * 100, refill: 4_000, everyMs });
      for (const rateClass of ["read", "trade", "money", "auth", "admin"] as const) {
        assert.ok(rateLimitOf(rateClass).user.burst >= 1_000, rateClass);
      }
    } finally {
      if (emulator === undefined) delete process.env["FUNCTIONS_EMULATOR"];
      else process.env["FUNCTIONS_EMULATOR"] = emulator;
    }
  });
});

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
