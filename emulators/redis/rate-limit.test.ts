import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Analytics, IpDenyList, MultiRegionRatelimit, Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { onEachEngine, unique } from "./testing.js";

type LimiterRedis = ConstructorParameters<typeof Analytics>[0]["redis"];

/** @upstash/ratelimit's declarations name the CommonJS twin of the same class. */
const asLimiterRedis = (redis: Redis) => redis as unknown as LimiterRedis;

type Limiter = ConstructorParameters<typeof Ratelimit>[0]["limiter"];

// Windows start at multiples of their length since 1970: a year's does not end while a test runs.
const YEAR = "365 d";
const YEAR_MS = 365 * 86_400_000;
const LIMIT = 50;

/** Runs at a later time of this process, whose clock the limiter goes by. */
async function later(ms: number, run: () => Promise<void>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + ms;
  await run().finally(() => (Date.now = now));
}

const algorithms: [name: string, limiter: Limiter][] = [
  ["fixedWindow", Ratelimit.fixedWindow(LIMIT, YEAR)],
  ["slidingWindow", Ratelimit.slidingWindow(LIMIT, YEAR)],
  ["tokenBucket", Ratelimit.tokenBucket(1, YEAR, LIMIT)],
];

onEachEngine("@upstash/ratelimit", ({ client }) => {
  const build = (limiter: Limiter, options: Partial<ConstructorParameters<typeof Ratelimit>[0]> = {}) =>
    new Ratelimit({ redis: client(), limiter, prefix: unique("limit"), ephemeralCache: false, ...options });

  async function passed(limit: Ratelimit, id: string, calls: number): Promise<number> {
    const answers = await Promise.all(Array.from({ length: calls }, () => limit.limit(id)));
    return answers.filter(({ success }) => success).length;
  }

  for (const [name, limiter] of algorithms) {
    for (const calls of [20, 60, 200]) {
      const pass = Math.min(calls, LIMIT);
      it(`${name}: of ${calls} parallel calls exactly ${pass} pass a limit of ${LIMIT}`, async () => {
        const limit = build(limiter);
        assert.equal(await passed(limit, "user", calls), pass);
        assert.equal((await limit.getRemaining("user")).remaining, Math.max(0, LIMIT - calls));
        assert.equal(await passed(limit, "other", 1), 1);
      });
    }

    it(`${name}: exact too when each call is a request of its own`, async () => {
      const limit = build(limiter, { redis: client({ enableAutoPipelining: false }) });
      assert.equal(await passed(limit, "user", 80), LIMIT);
    });

    it(`${name}: counts down, charges rates, refunds, and starts again after a reset`, async () => {
      const limit = build(limiter);
      assert.deepEqual(
        [(await limit.limit("u")).remaining, (await limit.limit("u", { rate: 9 })).remaining],
        [LIMIT - 1, LIMIT - 10],
      );
      assert.equal((await limit.limit("u", { rate: -5 })).remaining, LIMIT - 5);
      assert.deepEqual(
        await limit.limit("u", { rate: LIMIT + 1 }).then(({ success, remaining }) => [success, remaining]),
        [false, 0],
      );
      await limit.resetUsedTokens("u");
      assert.equal((await limit.getRemaining("u")).remaining, LIMIT);
    });

    it(`${name}: a dynamic limit takes effect and can be taken back`, async () => {
      const limit = build(limiter, { dynamicLimits: true });
      await limit.setDynamicLimit({ limit: 3 });
      assert.deepEqual(await limit.getDynamicLimit(), { dynamicLimit: 3 });
      assert.equal(await passed(limit, "user", 20), 3);
      await limit.setDynamicLimit({ limit: false });
      assert.equal((await limit.getRemaining("fresh")).remaining, LIMIT);
    });
  }

  it("fixedWindow: the next window passes again, and the counter has an end", async () => {
    const redis = client();
    const prefix = unique("window");
    const limit = build(Ratelimit.fixedWindow(2, YEAR), { redis, prefix });
    assert.equal(await passed(limit, "user", 3), 2);
    const [key = ""] = await redis.keys(`${prefix}:user:*`);
    assert.ok((await redis.pttl(key)) > 0);
    await later(YEAR_MS, async () => assert.equal(await passed(limit, "user", 3), 2));
  });

  it("slidingWindow: weighs the window before", async () => {
    const redis = client();
    const prefix = unique("sliding");
    const limit = build(Ratelimit.slidingWindow(LIMIT, YEAR), { redis, prefix });
    const now = Date.now();
    await redis.set(`${prefix}:user:${Math.floor(now / YEAR_MS) - 1}`, 40);
    const carried = Math.floor((1 - (now % YEAR_MS) / YEAR_MS) * 40);
    assert.equal((await limit.getRemaining("user")).remaining, LIMIT - carried);
    assert.equal(await passed(limit, "user", 100), LIMIT - carried);
  });

  it("tokenBucket: refills by the interval up to its size", async () => {
    const limit = build(Ratelimit.tokenBucket(4, YEAR, 10));
    assert.equal(await passed(limit, "user", 30), 10);
    await later(YEAR_MS, async () => assert.equal(await passed(limit, "user", 30), 4));
    await later(5 * YEAR_MS, async () => assert.equal(await passed(limit, "user", 30), 10));
  });

  it("cachedFixedWindow: passes its limit and no more", async () => {
    const limit = build(Ratelimit.cachedFixedWindow(10, YEAR), { ephemeralCache: new Map() });
    const answers = [];
    for (let call = 0; call < 15; call++) answers.push(await limit.limit("user"));
    await Promise.all(answers.map(({ pending }) => pending));
    assert.equal(answers.filter(({ success }) => success).length, 10);
    const fresh = build(Ratelimit.cachedFixedWindow(10, YEAR), { ephemeralCache: new Map() });
    assert.equal((await fresh.getRemaining("user")).remaining, 10);
    await limit.resetUsedTokens("user");
    assert.equal((await limit.getRemaining("user")).remaining, 10);
  });

  it("the ephemeral cache answers for who is already blocked", async () => {
    const limit = build(Ratelimit.fixedWindow(1, YEAR), { ephemeralCache: new Map() });
    assert.equal(await passed(limit, "user", 2), 1);
    assert.equal((await limit.limit("user")).reason, "cacheBlock");
  });

  it("blockUntilReady waits for the next window", async () => {
    const limit = build(Ratelimit.fixedWindow(1, "400 ms"));
    await pause(400 - (Date.now() % 400));
    await limit.limit("user");
    assert.equal((await limit.blockUntilReady("user", 2_000)).success, true);
  });

  it("protection refuses what is on the deny list", async () => {
    const redis = client();
    const prefix = unique("deny");
    // "disabled" keeps the limiter from fetching its public list of addresses.
    await IpDenyList.disableIpDenyList(asLimiterRedis(redis), prefix);
    await redis.sadd(`${prefix}:denyList:all`, "203.0.113.9", "bad-user");
    const limit = build(Ratelimit.fixedWindow(LIMIT, YEAR), { redis, prefix, enableProtection: true });
    const denied = await limit.limit("user", { ip: "203.0.113.9" });
    assert.deepEqual([denied.success, denied.reason, denied.deniedValue], [false, "denyList", "203.0.113.9"]);
    assert.equal((await limit.limit("user", { ip: "203.0.113.10" })).success, true);
  });

  it("analytics counts what passed and what was blocked", async () => {
    const redis = client();
    const prefix = unique("analytics");
    const limit = build(Ratelimit.fixedWindow(3, YEAR), { redis, prefix, analytics: true });
    const answers = await Promise.all(Array.from({ length: 5 }, () => limit.limit("user")));
    await Promise.all(answers.map(({ pending }) => pending));
    const analytics = new Analytics({ redis: asLimiterRedis(redis), prefix });
    assert.deepEqual(await analytics.getUsage(Date.now() - 2 * 3_600_000), {
      user: { success: 3, blocked: 2 },
    });
    const most = await analytics.getMostAllowedBlocked(2, 5);
    assert.deepEqual(most.allowed, [{ identifier: "user", count: 3 }]);
    assert.deepEqual(most.ratelimited, [{ identifier: "user", count: 2 }]);
    const [latest] = await analytics.getUsageOverTime(1, "identifier");
    assert.deepEqual((latest as { identifier?: unknown }).identifier, { user: 5 });
  });

  for (const [name, limiter] of [
    ["fixedWindow", MultiRegionRatelimit.fixedWindow(10, YEAR)],
    ["slidingWindow", MultiRegionRatelimit.slidingWindow(10, YEAR)],
  ] as const) {
    it(`multi-region ${name}: passes its limit and no more`, async () => {
      const prefix = unique("regions");
      const limit = new MultiRegionRatelimit({
        redis: [asLimiterRedis(client())],
        limiter,
        prefix,
        ephemeralCache: false,
      });
      let success = 0;
      for (let call = 0; call < 14; call++) {
        const answer = await limit.limit("user");
        await answer.pending;
        success += answer.success ? 1 : 0;
      }
      assert.equal(success, 10);
    });
  }
});
