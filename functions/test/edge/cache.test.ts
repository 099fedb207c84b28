import assert from "node:assert/strict";
import { z } from "zod";
import { onEachEngine, unique } from "../../../emulators/redis/testing.js";
import { createCache, type Cache, type CacheEntry } from "../../src/platform/cache.js";
import { countOf } from "../../src/platform/counters.js";
import { createRedis } from "../../src/platform/redis.js";

const value = z.strictObject({ price: z.string() });
type Value = z.infer<typeof value>;

/** A load that ends when it is told to. */
function gate() {
  let open = (_: Value | undefined) => {};
  const opened = new Promise<Value | undefined>((resolve) => (open = resolve));
  let began = () => {};
  const begun = new Promise<void>((resolve) => (began = resolve));
  const load = () => {
    began();
    return opened;
  };
  return { load, open, begun };
}

onEachEngine("the cache", ({ redis, client }) => {
  /** As another process has it: nothing is shared but Redis. */
  const open = (): Cache => {
    const { url, token } = redis();
    return createCache(createRedis({ url, token, timeoutMs: 10_000 }));
  };
  const entryOf = (key: string, more: Partial<CacheEntry<Value>> = {}): CacheEntry<Value> => ({
    ...{ kind: key, key, schema: value, ttlMs: 60_000 },
    ...more,
  });
  const never = () => assert.fail("it is loaded again");
  const load = (price: string) => () => Promise.resolve<Value>({ price });
  const reads = (kind: string, outcome: string) => countOf("cache_reads", { kind, outcome });

  it("gives every process what one has loaded, as it was (R-CACHE-1)", async () => {
    const [one, other] = [open(), open()];
    const entry = entryOf(unique("shared"));
    for (const price of ["1.10", "100000000000000000001", "\u2603 & \u{1f600}", "null"]) {
      await one.invalidate([entry.key]);
      assert.deepEqual(await one.read(entry, load(price)), { price });
      assert.deepEqual(await other.read(entry, never), { price });
    }
    assert.deepEqual([reads(entry.kind, "miss"), reads(entry.kind, "hit")], [4, 4]);
  });

  it("remembers for its own time that there is nothing, and only where asked to (R-CACHE-1)", async () => {
    const cache = open();
    const none = () => Promise.resolve(undefined);
    const kept = entryOf(unique("none"), { negativeTtlMs: 60_000 });
    assert.equal(await cache.read(kept, none), undefined);
    assert.equal(await open().read(kept, never), undefined);
    assert.equal(reads(kept.kind, "hit_negative"), 1);
    await cache.invalidate([kept.key]);
    assert.deepEqual(await cache.read(kept, load("1")), { price: "1" });
    const asked = entryOf(unique("asked"));
    assert.equal(await cache.read(asked, none), undefined);
    assert.deepEqual(await open().read(asked, load("2")), { price: "2" });
  });

  it("loads once for all callers in a process that ask at once (R-CACHE-1)", async () => {
    const cache = open();
    const entry = entryOf(unique("flight"));
    let loads = 0;
    const slow = gate();
    const answers = Array.from({ length: 20 }, () =>
      cache.read(entry, () => {
        loads++;
        return slow.load();
      }),
    );
    await slow.begun;
    slow.open({ price: "3" });
    assert.deepEqual(await Promise.all(answers), Array(20).fill({ price: "3" }));
    assert.equal(loads, 1);
    assert.deepEqual(await open().read(entry, never), { price: "3" });
  });

  it("stores nothing that was loaded before an invalidation (R-CACHE-2)", async () => {
    const [one, other] = [open(), open()];
    const entry = entryOf(unique("overtaken"));
    const slow = gate();
    const late = one.read(entry, slow.load);
    await slow.begun;
    await other.invalidate([entry.key]);
    slow.open({ price: "old" });
    assert.deepEqual(await late, { price: "old" });
    assert.deepEqual(await other.read(entry, load("new")), { price: "new" });
    assert.equal(countOf("cache_fills", { kind: entry.kind, outcome: "overtaken" }), 1);
  });

  it("lets nobody who asks after an invalidation share a load that began before it (R-CACHE-2)", async () => {
    const cache = open();
    const entry = entryOf(unique("joined"));
    const slow = gate();
    const early = cache.read(entry, slow.load);
    await slow.begun;
    await open().invalidate([entry.key]);
    assert.deepEqual(await cache.read(entry, load("new")), { price: "new" });
    slow.open({ price: "old" });
    assert.deepEqual(await early, { price: "old" });
    assert.deepEqual(await cache.read(entry, never), { price: "new" });
  });

  it("answers others while somebody else fills, and takes only his value (R-CACHE-1)", async () => {
    const [one, other] = [open(), open()];
    const entry = entryOf(unique("lease"));
    const slow = gate();
    const filling = one.read(entry, slow.load);
    await slow.begun;
    assert.deepEqual(await other.read(entry, load("own")), { price: "own" });
    slow.open({ price: "filled" });
    await filling;
    assert.deepEqual(await other.read(entry, never), { price: "filled" });
  });

  it("ends an entry with each name that it depends on, and with no other (R-CACHE-2)", async () => {
    const cache = open();
    const [asset, quotes, stranger] = [unique("asset"), unique("quotes"), unique("stranger")];
    const entry = entryOf(unique("many"), { dependsOn: [asset, quotes] });
    assert.deepEqual(await cache.read(entry, load("1")), { price: "1" });
    await cache.invalidate([stranger, entry.key]);
    assert.deepEqual(await cache.read(entry, never), { price: "1" });
    for (const [name, price] of [
      [asset, "2"],
      [quotes, "3"],
    ] as const) {
      await cache.invalidate([name]);
      assert.deepEqual(await cache.read(entry, load(price)), { price });
    }
  });

  it("loads what another build stored in another shape (R-CACHE-1)", async () => {
    const cache = open();
    const entry = entryOf(unique("shape"));
    const older: CacheEntry<number> = { ...entry, schema: z.number() };
    assert.equal(await cache.read(older, () => Promise.resolve(7)), 7);
    assert.deepEqual(await cache.read(entry, load("7")), { price: "7" });
    assert.equal(reads(entry.kind, "unreadable"), 1);
  });

  it("passes a failed load on to those who share it, and stores nothing (R-CACHE-1)", async () => {
    const cache = open();
    const entry = entryOf(unique("failed"));
    const fail = () => Promise.reject(new Error("no answer"));
    const answers = await Promise.allSettled([cache.read(entry, fail), cache.read(entry, fail)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.deepEqual(await cache.read(entry, load("1")), { price: "1" });
  });

  it("keeps entries for their time less a random part, and versions for longer than any (R-CACHE-1)", async () => {
    const { url, token } = redis();
    const lives: number[] = [];
    for (const random of [0, 0.5, 1]) {
      const cache = createCache(createRedis({ url, token, timeoutMs: 10_000 }), () => random);
      const entry = entryOf(unique("life"), { ttlMs: 300_000 });
      await cache.invalidate([entry.key]);
      await cache.read(entry, load("1"));
      lives.push(Math.ceil((await client().pttl(`cache:value:${entry.key}`)) / 30_000));
      assert.ok((await client().pttl(`cache:version:${entry.key}`)) > 500_000);
    }
    assert.deepEqual(lives, [10, 9, 8]);
    await assert.rejects(open().read(entryOf(unique("long"), { ttlMs: 300_001 }), load("1")), RangeError);
  });

  it("never answers an older value than the last that was invalidated, in any order of events (R-CACHE-2)", async function () {
    this.timeout(60_000);
    const caches = [open(), open(), open()];
    const entry = entryOf(unique("race"), { negativeTtlMs: 60_000 });
    let stored = 0;
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const turns = async (most: number) => {
      for (let left = Math.floor(Math.random() * most); left > 0; left--) await turn();
    };
    let announced = 0;
    let ended = false;
    const read = async (cache: Cache) => {
      while (!ended) {
        const atLeast = announced;
        const found = await cache.read(entry, async () => {
          await turns(4);
          const price = String(stored);
          await turns(8);
          return price === "0" ? undefined : { price };
        });
        const seen = Number(found?.price ?? 0);
        assert.ok(seen >= atLeast, `${seen} is older than ${atLeast}`);
      }
    };
    const write = async () => {
      for (let version = 1; version <= 150; version++) {
        await turns(12);
        stored = version;
        await turns(3);
        assert.ok(await (caches[version % 3] as Cache).invalidate([entry.key]));
        announced = version;
      }
      ended = true;
    };
    await Promise.all([write(), ...caches.flatMap((cache) => [read(cache), read(cache), read(cache)])]);
    assert.ok(reads(entry.kind, "hit") > 0 && reads(entry.kind, "miss") > 0, "both were raced");
    assert.ok(countOf("cache_fills", { kind: entry.kind, outcome: "overtaken" }) > 0, "fills were overtaken");
  });
});
