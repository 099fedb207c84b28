import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "@upstash/redis";
import { onEachEngine, unique } from "./testing.js";

onEachEngine("the @upstash/redis client", ({ client, redis }) => {
  it("reads back what it wrote, with the types of JSON", async () => {
    const db = client();
    const key = unique("value");
    for (const value of ["text", 42, 1.5, true, { a: [1, { b: "c" }] }, [1, "two", null], "OK", ""]) {
      assert.equal(await db.set(key, value), "OK");
      assert.deepEqual(await db.get(key), value);
    }
    assert.equal(await db.get(unique("none")), null);
  });

  it("leaves numeric strings alone when the client does not deserialise", async () => {
    const db = client({ automaticDeserialization: false });
    const key = unique("amount");
    await db.set(key, "1250.00");
    assert.equal(await db.get(key), "1250.00");
  });

  it("keeps unicode, control characters and a value of a megabyte", async () => {
    const db = client();
    const key = unique("ключ-🔑");
    const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("");
    for (const value of ["naïve 東京 🚀", controls, "\u0000", "é".repeat(524_288)]) {
      await db.set(key, { value });
      assert.deepEqual(await db.get(key), { value });
    }
    assert.equal(await db.strlen(key), JSON.stringify({ value: "" }).length + 2 * 524_288);
  });

  it("answers the same without base64", async () => {
    const db = client({ responseEncoding: false });
    const key = unique("plain");
    await db.set(key, "naïve 🚀");
    assert.equal(await db.get(key), "naïve 🚀");
    assert.deepEqual(await db.mget(key, unique("none")), ["naïve 🚀", null]);
  });

  it("takes a lock once, under lower-case options, and frees it with a script", async () => {
    const db = client();
    const key = unique("lock");
    const takes = await Promise.all(
      Array.from({ length: 20 }, (_, holder) => db.set(key, `holder-${holder}`, { nx: true, px: 30_000 })),
    );
    assert.equal(takes.filter((answer) => answer === "OK").length, 1);
    const holder = await db.get(key);
    const release = `
      if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
      return 0`;
    assert.equal(await db.eval(release, [key], ["somebody-else"]), 0);
    assert.equal(await db.eval(release, [key], [String(holder)]), 1);
    assert.equal(await db.exists(key), 0);
  });

  it("honours the options of SET", async () => {
    const db = client();
    const key = unique("set");
    assert.equal(await db.set(key, "a", { xx: true }), null);
    assert.equal(await db.set(key, "a", { ex: 100 }), "OK");
    assert.equal(await db.set(key, "b", { keepTtl: true, get: true }), "a");
    assert.ok((await db.ttl(key)) > 90);
    assert.equal(await db.set(key, "c", { nx: true, get: true }), "b");
    await db.set(key, "d");
    assert.equal(await db.ttl(key), -1);
    await db.set(key, "e", { exat: Math.floor(Date.now() / 1000) + 50 });
    assert.ok((await db.pttl(key)) > 40_000);
  });

  it("forgets a key when its time has come", async () => {
    const db = client();
    const key = unique("ttl");
    assert.equal(await db.ttl(key), -2);
    await db.set(key, "x", { px: 60 });
    assert.ok((await db.pttl(key)) <= 60);
    await pause(90);
    assert.equal(await db.get(key), null);
    assert.equal(await db.expire(key, 10), 0);
    await db.set(key, "x");
    assert.equal(await db.expire(key, 10), 1);
    assert.equal(await db.persist(key), 1);
    assert.equal(await db.ttl(key), -1);
    assert.equal(await db.pexpireat(key, Date.now() - 1), 1);
    assert.equal(await db.exists(key), 0);
  });

  it("answers each command of a pipeline, errors in their place", async () => {
    const db = client();
    const key = unique("pipeline");
    const results = await db
      .pipeline()
      .set(key, "text")
      .incr(key)
      .get(key)
      .hlen(key)
      .exec({ keepErrors: true });
    assert.deepEqual(
      results.map(({ result }) => result),
      ["OK", undefined, "text", undefined],
    );
    assert.match(results[1].error ?? "", /^ERR value is not an integer or out of range$/);
    assert.match(
      results[3].error ?? "",
      /^WRONGTYPE Operation against a key holding the wrong kind of value$/,
    );
    await assert.rejects(db.pipeline().incr(key).exec(), /value is not an integer/);
  });

  it("runs a transaction as one, and keeps what succeeded when a command in it fails", async () => {
    const db = client();
    const key = unique("multi");
    const results = await db.multi().set(key, "text").incr(key).append(key, "!").exec({ keepErrors: true });
    assert.match(results[1].error ?? "", /value is not an integer/);
    assert.equal(results[2].result, 5);
    const counter = unique("counter");
    const rounds = await Promise.all(
      Array.from({ length: 25 }, () => db.multi().incr(counter).incr(counter).exec<[number, number]>()),
    );
    assert.ok(rounds.every(([first, second]) => second === first + 1));
    assert.equal(await db.get(counter), 50);
  });

  it("keeps hashes", async () => {
    const db = client();
    const key = unique("hash");
    assert.equal(await db.hset(key, { name: "BTC", price: "1.5", tags: ["a"] }), 3);
    assert.deepEqual(await db.hgetall(key), { name: "BTC", price: "1.5", tags: ["a"] });
    assert.deepEqual(await db.hmget(key, "name", "none"), { name: "BTC", none: null });
    assert.equal(await db.hincrby(key, "count", 5), 5);
    assert.equal(await db.hincrbyfloat(key, "price", 0.1), 1.6);
    assert.equal(await db.hdel(key, "name", "none"), 1);
    assert.deepEqual((await db.hkeys(key)).sort(), ["count", "price", "tags"]);
    assert.equal(await db.hexists(key, "count"), 1);
    assert.equal(await db.hgetall(unique("none")), null);
    const [cursor, fields] = await db.hscan(key, 0, { match: "co*" });
    assert.deepEqual([String(cursor), fields], ["0", ["count", 5]]);
  });

  it("keeps sorted sets in order of score, then of bytes", async () => {
    const db = client();
    const key = unique("zset");
    await db.zadd(key, { score: 3, member: "c" }, { score: 1, member: "b" }, { score: 1, member: "a" });
    assert.deepEqual(await db.zrange(key, 0, -1), ["a", "b", "c"]);
    assert.deepEqual(await db.zrange(key, 0, 1, { rev: true, withScores: true }), ["c", 3, "b", 1]);
    assert.deepEqual(await db.zrange(key, 1, "(3", { byScore: true }), ["a", "b"]);
    assert.deepEqual(await db.zrange(key, "-inf", "+inf", { byScore: true, offset: 1, count: 1 }), ["b"]);
    assert.equal(await db.zadd(key, { gt: true, ch: true }, { score: 2, member: "c" }), 0);
    assert.equal(await db.zadd(key, { nx: true }, { score: 9, member: "a" }), 0);
    assert.equal(await db.zincrby(key, 0.5, "a"), 1.5);
    assert.equal(await db.zrank(key, "a"), 1);
    assert.equal(await db.zcount(key, 1, 2), 2);
    assert.equal(await db.zscore(key, "none"), null);
    assert.equal(await db.zremrangebyscore(key, 1, "(1.5"), 1);
    assert.equal(await db.zcard(key), 2);
    assert.deepEqual(await db.zpopmin(key), ["a", 1.5]);
  });

  it("keeps lists and sets", async () => {
    const db = client();
    const [list, left, right] = [unique("list"), unique("left"), unique("right")];
    await db.rpush<unknown>(list, "a", "b", "c", { d: 1 });
    await db.lpush(list, "z");
    assert.deepEqual(await db.lrange(list, 0, -1), ["z", "a", "b", "c", { d: 1 }]);
    assert.equal(await db.lpop(list), "z");
    assert.deepEqual(await db.rpop(list, 2), [{ d: 1 }, "c"]);
    assert.equal(await db.ltrim(list, 1, -1), "OK");
    assert.equal(await db.llen(list), 1);
    await db.sadd(left, "a", "b", "c");
    await db.sadd(right, "b");
    assert.deepEqual((await db.sdiff(left, right)).sort(), ["a", "c"]);
    assert.deepEqual(await db.sinter(left, right), ["b"]);
    assert.equal(await db.sunionstore(right, left, right), 3);
    assert.deepEqual(await db.smismember(right, ["a", "x"]), [1, 0]);
    const popped = await db.spop<string>(right);
    assert.equal(await db.sismember(right, popped), 0);
    assert.equal(await db.scard(right), 2);
  });

  it("scans every key once, also while they are deleted", async () => {
    const db = client();
    const prefix = unique("scan");
    const keys = Array.from({ length: 250 }, (_, i) => `${prefix}:${i}`);
    await db.mset(Object.fromEntries(keys.map((key) => [key, 1])));
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const [next, page] = await db.scan(cursor, { match: `${prefix}:*`, count: 20 });
      for (const key of page) seen.add(key);
      if (page.length > 0) await db.del(...page);
      cursor = next;
    } while (cursor !== "0");
    assert.equal(seen.size, keys.length);
    assert.deepEqual(await db.keys(`${prefix}:*`), []);
  });

  it("sends commands of one tick as one pipeline, and gives each its own answer or error", async () => {
    const db = client({ enableAutoPipelining: true });
    const keys = Array.from({ length: 50 }, (_, i) => unique(`auto-${i}`));
    await Promise.all(keys.map((key, i) => db.set(key, i)));
    assert.deepEqual(await Promise.all(keys.map((key) => db.get(key))), [...keys.keys()]);
    const settled = await Promise.allSettled([
      db.get(keys[1] ?? ""),
      db.lpush(keys[0] ?? "", 1),
      db.incr(keys[2] ?? ""),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
  });

  it("refuses another token", async () => {
    const stranger = new Redis({ url: redis().url, token: "wrong", enableTelemetry: false });
    await assert.rejects(stranger.get("a"), /Unauthorized/);
  });
});
