import assert from "node:assert/strict";
import fc from "fast-check";
import { openEmbeddedEngine } from "./embedded/embedded-engine.js";
import type { Engine } from "./engine.js";
import { commandArbitrary } from "./command-arbitrary.js";
import { openRealEngine } from "./real-engine.js";
import { startRedisServer, type RedisServer } from "./redis-server.js";
import { RedisError, type Reply } from "./reply.js";
import { redisBinary } from "./testing.js";

const RUNS = Number(process.env["BOURSE_TEST_RUNS"] ?? 300);
const COMMANDS_MAX = 40;

/** Replies whose order Redis leaves open. */
const unordered = /^(SMEMBERS|SINTER|SUNION|SDIFF|HKEYS|HVALS|KEYS)$/i;
const unorderedPairs = /^HGETALL$/i;

function comparable([name = ""]: string[], reply: Reply): unknown {
  if (reply instanceof RedisError) return { error: reply.message };
  if (!Array.isArray(reply)) {
    // The clocks of two servers differ by some milliseconds.
    return /^P?TTL$/i.test(name) && typeof reply === "number" && reply > 0 ? "positive" : reply;
  }
  if (unordered.test(name)) return [...reply].sort();
  if (unorderedPairs.test(name)) return sortedPairs(reply);
  if (/^[HSZ]SCAN$/i.test(name))
    return sortedPairs((reply[1] as Reply[] | undefined) ?? [], /^SSCAN$/i.test(name) ? 1 : 2);
  return reply.map((item) => comparable([], item));
}

function sortedPairs(items: Reply[], size = 2): string[] {
  const chunks = Array.from({ length: items.length / size }, (_, i) => items.slice(i * size, (i + 1) * size));
  return chunks.map((chunk) => JSON.stringify(chunk)).sort();
}

const readers: Record<string, (key: string) => string[]> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
  list: (key) => ["LRANGE", key, "0", "-1"],
};

/** Everything stored, with the moment it expires. */
async function dump(engine: Engine): Promise<unknown> {
  const keys = (await engine.execute(["KEYS", "*"])) as string[];
  const rows = keys.sort().map(async (key) => {
    const text = Buffer.from(key, "latin1").toString("utf8");
    const type = String(await engine.execute(["TYPE", text]));
    const read = readers[type]?.(text) ?? ["TYPE", text];
    return [text, type, comparable(read, await engine.execute(read)), await engine.execute(["TTL", text])];
  });
  return (await Promise.all(rows)).map(([key, type, data, ttl]) => [
    key,
    type,
    data,
    Number(ttl) >= 0 ? "expires" : ttl,
  ]);
}

describe("the embedded engine against redis-server", () => {
  const binary = redisBinary;
  if (binary === undefined) {
    it("redis-server engine: not on the path, not run", function () {
      this.skip();
    });
    return;
  }

  let server: RedisServer | undefined;
  let engines: { embedded: Engine; real: Engine } | undefined;

  before(async () => {
    server = await startRedisServer(binary);
    engines = { embedded: await openEmbeddedEngine(), real: await openRealEngine(server.url) };
  });

  after(async () => {
    await Promise.all([engines?.embedded.close(), engines?.real.close()]);
    await server?.stop();
  });

  async function compare(run: (engine: Engine) => Promise<unknown[]>): Promise<void> {
    assert.ok(engines);
    const outcomes = [];
    for (const engine of [engines.embedded, engines.real]) {
      await engine.execute(["FLUSHALL"]);
      outcomes.push({ replies: await run(engine), stored: await dump(engine) });
    }
    assert.deepEqual(outcomes[0], outcomes[1]);
  }

  it("answers random sequences of commands alike, and stores the same", async function () {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(fc.array(commandArbitrary, { minLength: 1, maxLength: COMMANDS_MAX }), (commands) =>
        compare(async (engine) => {
          const replies = [];
          for (const args of commands) replies.push([args, comparable(args, await engine.execute(args))]);
          return replies;
        }),
      ),
      { numRuns: RUNS },
    );
  });

  it("answers random transactions alike", async function () {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(fc.array(commandArbitrary, { minLength: 1, maxLength: 8 }), (commands) =>
        compare(async (engine) => {
          const reply = await engine.multi(commands);
          if (!Array.isArray(reply)) return [comparable([], reply)];
          return commands.map((args, i) => [args, comparable(args, reply[i] ?? null)]);
        }),
      ),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  it("answers the same commands from scripts alike", async function () {
    this.timeout(300_000);
    const script = "return redis.pcall(unpack(ARGV))";
    await fc.assert(
      fc.asyncProperty(fc.array(commandArbitrary, { minLength: 1, maxLength: 10 }), (commands) =>
        compare(async (engine) => {
          const replies = [];
          for (const args of commands) {
            replies.push([args, comparable(args, await engine.execute(["EVAL", script, "0", ...args]))]);
          }
          return replies;
        }),
      ),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  it("adds decimals alike", async function () {
    this.timeout(120_000);
    const decimal = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map(String),
      fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, fraction]) => `${whole}.${fraction}`),
      fc.constantFrom(
        "0.1",
        "0.2",
        "-0.3",
        "1e3",
        "1e-10",
        ".5",
        "5.",
        "+1",
        "-0",
        "1e18",
        "1e-30",
        "abc",
        "",
        " 1",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(decimal, { minLength: 1, maxLength: 6 }), (amounts) =>
        compare(async (engine) => {
          const replies = [];
          for (const amount of amounts) {
            replies.push(comparable([], await engine.execute(["INCRBYFLOAT", "sum", amount])));
            replies.push(comparable([], await engine.execute(["HINCRBYFLOAT", "hash", "sum", amount])));
          }
          return replies;
        }),
      ),
      { numRuns: RUNS },
    );
  });

  it("matches glob patterns alike", async function () {
    this.timeout(120_000);
    const text = (characters: string[], minLength: number, maxLength: number) =>
      fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((parts) => parts.join(""));
    // Not the empty key: Redis 7.0 forgets to match it with "**".
    const keys = fc.array(text(["a", "b", "-", "]", "é", "*"], 1, 5), { minLength: 1, maxLength: 8 });
    const pattern = text(["a", "b", "*", "?", "[", "]", "^", "-", "\\", "é", "[ab]", "[^a]", "[a-b]"], 0, 6);
    await fc.assert(
      fc.asyncProperty(keys, pattern, (names, glob) =>
        compare(async (engine) => {
          for (const name of names) await engine.execute(["SET", name, "1"]);
          return [glob, comparable(["KEYS"], await engine.execute(["KEYS", glob]))];
        }),
      ),
      { numRuns: 3 * RUNS },
    );
  });
});
