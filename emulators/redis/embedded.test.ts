import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { openEmbeddedEngine, type EmbeddedOptions } from "./embedded/embedded-engine.js";
import { globMatcher } from "./embedded/glob.js";
import { createKeyspace, sweepExpired, writeKey } from "./embedded/keyspace.js";
import { addLongDoubles } from "./embedded/long-double.js";
import { formatG17 } from "./embedded/numbers.js";
import type { Engine } from "./engine.js";
import { RedisError, type Reply } from "./reply.js";

async function withEngine(options: EmbeddedOptions, use: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = await openEmbeddedEngine(options);
  await use(engine).finally(() => engine.close());
}

function messageOf(reply: Reply): string {
  assert.ok(reply instanceof RedisError);
  return reply.message;
}

describe("the embedded engine", () => {
  it("frees expired keys that nobody asks for", async () => {
    await withEngine({}, async (engine) => {
      for (let i = 0; i < 2_000; i++) await engine.execute(["SET", `k${i}`, "v", "PX", "20"]);
      await engine.execute(["SET", "kept", "v", "EX", "100"]);
      const deadline = Date.now() + 2_000;
      while ((await engine.execute(["DBSIZE"])) !== 1 && Date.now() < deadline) await pause(20);
      assert.equal(await engine.execute(["DBSIZE"]), 1);
    });
  });

  it("sweeps a bounded number of keys at a time and comes round to all", () => {
    const db = createKeyspace();
    const soon = Date.now() + 1;
    for (let i = 0; i < 12_000; i++) writeKey(db, `k${i}`, { type: "string", data: "v" }, soon);
    while (Date.now() <= soon);
    const sizes = [];
    for (let sweeps = 0; sweeps < 3; sweeps++) {
      sweepExpired(db);
      sizes.push(db.entries.size);
    }
    assert.deepEqual(sizes, [7_000, 2_000, 0]);
  });

  it("refuses writes when memory is full, and takes them again when there is room", async () => {
    await withEngine({ memoryMaxBytes: 1_000_000 }, async (engine) => {
      let stored = 0;
      let reply: Reply = "OK";
      for (; reply === "OK" && stored < 1_000; stored++) {
        reply = await engine.execute(["SET", `k${stored}`, "x".repeat(10_000)]);
      }
      assert.equal(messageOf(reply), "OOM command not allowed when used memory > 'maxmemory'.");
      assert.ok(stored > 80 && stored < 110, `${stored}`);
      assert.equal(await engine.execute(["STRLEN", "k0"]), 10_000);
      assert.match(
        messageOf(await engine.execute(["EVAL", "return redis.call('set', 'k', 'v')", "0"])),
        /^OOM command not allowed/,
      );
      for (let i = 0; i < stored; i++) await engine.execute(["DEL", `k${i}`]);
      await pause(1_050);
      assert.equal(await engine.execute(["SET", "k", "v"]), "OK");
    });
  });

  it("overwrites one key for ever within its memory", async () => {
    await withEngine({ memoryMaxBytes: 1_000_000 }, async (engine) => {
      for (let i = 0; i < 1_000; i++)
        assert.equal(await engine.execute(["SET", "k", "x".repeat(10_000)]), "OK");
    });
  });

  for (const [how, script] of [
    ["loops", "while true do end"],
    ["loops and catches its errors", "while true do pcall(function() while true do end end) end"],
    ["loops in a coroutine", "coroutine.wrap(function() while true do end end)()"],
  ] as const) {
    it(`stops a script that ${how}`, async () => {
      await withEngine({ scriptRuntimeMaxMs: 100 }, async (engine) => {
        assert.match(messageOf(await engine.execute(["EVAL", script, "0"])), /ran for more than 100 ms/);
        assert.equal(await engine.execute(["EVAL", "return 1", "0"]), 1);
      });
    });
  }

  it("survives scripts that recurse for ever, nest for ever or ask for too much", async () => {
    await withEngine({}, async (engine) => {
      const scripts = [
        "local function f() return 1 + f() end return f()",
        "local t = {} t[1] = t return cjson.encode(t)",
        "local t = {} t.x = t return cjson.encode(t)",
        "return cjson.encode(function() end)",
        "return unpack({}, 1, 1e8)",
      ];
      for (const script of scripts) messageOf(await engine.execute(["EVAL", script, "0"]));
      assert.ok(Array.isArray(await engine.execute(["EVAL", "local t = {} t[1] = t return t", "0"])));
      assert.equal(await engine.execute(["EVAL", "return 1", "0"]), 1);
    });
  });

  it("keeps scripts apart: none changes what the next one finds", async () => {
    await withEngine({}, async (engine) => {
      const attacks = [
        "redis = nil",
        "tostring = nil",
        "string.format = nil",
        "rawset(_G, 'leak', 1)",
        "setmetatable(_G, nil)",
        "getmetatable('').__index = nil",
        "KEYS.leak = 1 ARGV[1] = 'changed'",
        "rawset(redis, 'call', nil)",
      ];
      for (const script of attacks) await engine.execute(["EVAL", script, "0", "given"]);
      const probe =
        "return {type(redis.call), type(tostring), ('%d'):format(7), ARGV[1], tostring(KEYS.leak)}";
      assert.deepEqual(await engine.execute(["EVAL", probe, "0", "given"]), [
        "function",
        "function",
        "7",
        "given",
        "nil",
      ]);
      assert.match(
        messageOf(await engine.execute(["EVAL", "return leak", "0"])),
        /nonexistent global variable/,
      );
    });
  });

  it("forgets the least recently used scripts beyond a thousand", async () => {
    await withEngine({}, async (engine) => {
      const first = String(await engine.execute(["SCRIPT", "LOAD", "return 'first'"]));
      const second = String(await engine.execute(["SCRIPT", "LOAD", "return 'second'"]));
      for (let i = 0; i < 999; i++) {
        await engine.execute(["EVAL", `return ${i}`, "0"]);
        await engine.execute(["EVALSHA", first, "0"]);
      }
      assert.deepEqual(await engine.execute(["SCRIPT", "EXISTS", first, second]), [1, 0]);
      assert.match(messageOf(await engine.execute(["EVALSHA", second, "0"])), /^NOSCRIPT/);
    });
  });

  it("resumes a scan whose place it has forgotten", async () => {
    await withEngine({}, async (engine) => {
      for (let i = 0; i < 100; i++) await engine.execute(["SET", `k${i}`, "v"]);
      const [cursor, page] = (await engine.execute(["SCAN", "0", "COUNT", "30"])) as [string, string[]];
      for (let i = 0; i < 300; i++) await engine.execute(["SCAN", "0", "COUNT", String(1 + (i % 99))]);
      const [end, rest] = (await engine.execute(["SCAN", cursor, "COUNT", "100"])) as [string, string[]];
      assert.deepEqual([end, new Set([...page, ...rest]).size], ["0", 100]);
    });
  });

  it("lets time stand still within a script", async () => {
    await withEngine({}, async (engine) => {
      const script = `redis.call("set", KEYS[1], "v", "px", 5)
        for i = 1, 3e6 do end return redis.call("get", KEYS[1])`;
      assert.equal(await engine.execute(["EVAL", script, "1", "k"]), "v");
      await pause(10);
      assert.equal(await engine.execute(["GET", "k"]), null);
    });
  });
});

describe("numbers of the embedded engine", () => {
  const sums: [string, string, string | undefined][] = [
    ["0.1", "0.2", "0.3"],
    ["10.50", "0.1", "10.6"],
    ["5.0e3", "2.0e2", "5200"],
    ["-1", "1", "0"],
    ["0", "-0.000000000000000001", "0"],
    ["3", "1e-17", "3.00000000000000001"],
    ["x", "1", undefined],
    ["", "1", undefined],
    ["1e5000", "1", undefined],
  ];
  for (const [left, right, sum] of sums) {
    it(`adds ${left || "nothing"} and ${right} as a long double`, () =>
      assert.equal(addLongDoubles(left, right), sum));
  }

  it("prints 17 significant digits as C does", () => {
    const rows: [number, string][] = [
      [0.1, "0.10000000000000001"],
      [1e16, "10000000000000000"],
      [1e17, "1e+17"],
      [1e-5, "1.0000000000000001e-05"],
      [0.0001, "0.0001"],
      [-2.5, "-2.5"],
      [-0, "-0"],
      [Infinity, "inf"],
    ];
    for (const [value, text] of rows) assert.equal(formatG17(value), text);
  });
});

describe("globMatcher", () => {
  const rows: [pattern: string, text: string, matches: boolean][] = [
    ["*", "", true],
    ["user:*:limit", "user:1:2:limit", true],
    ["user:*:limit", "user:1:limits", false],
    ["h?llo", "hllo", false],
    ["h[ae]llo", "hallo", true],
    ["h[^e]llo", "hello", false],
    ["h[a-c]llo", "hbllo", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["*a*a*a*a*a*a*a*a*b", "a".repeat(5_000), false],
  ];
  for (const [pattern, text, expected] of rows) {
    it(`${expected ? "matches" : "refuses"} ${text.slice(0, 20)} by ${pattern}`, () => {
      assert.equal(globMatcher(pattern)(text), expected);
    });
  }
});
