import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { withoutUpstashFlag } from "./scripts.js";
import { onEachEngine, unique } from "./testing.js";

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

onEachEngine("scripts", ({ client, post }) => {
  async function error(command: unknown[]): Promise<string> {
    return ((await (await post("/", command)).json()) as { error: string }).error;
  }

  it("run with Upstash's own flag, by text and by the hash of that text", async () => {
    const db = client();
    const script = `#!lua flags=allow-key-locking\nreturn {KEYS[1], ARGV[1], "${unique("x")}"}`;
    await assert.rejects(db.evalsha(sha1(script), ["k"], ["v"]), /NOSCRIPT/);
    const answer = await db.eval(script, ["k"], ["v"]);
    assert.deepEqual(await db.evalsha(sha1(script), ["k"], ["v"]), answer);
    assert.deepEqual(await db.evalsha(sha1(script).toUpperCase(), ["k"], ["v"]), answer);
    const results = await db.multi().evalsha(sha1(script), ["k"], ["v"]).exec();
    assert.deepEqual(results, [answer]);
  });

  it("load under the hash that the client computes", async () => {
    const db = client();
    const script = `#!lua flags=allow-key-locking\nreturn "${unique("x")}"`;
    assert.deepEqual(await db.scriptExists(sha1(script)), [0]);
    assert.equal(await db.scriptLoad(script), sha1(script));
    assert.deepEqual(await db.scriptExists(sha1(script), "0".repeat(40)), [1, 0]);
    assert.match(String(await db.evalsha(sha1(script), [], [])), /:x$/);
  });

  it("see replies as Lua values: nil is false, a status has ok, an error has err", async () => {
    const db = client();
    const key = unique("values");
    const script = `
      local missing = redis.call("get", KEYS[1])
      local status = redis.call("set", KEYS[1], "text")
      local failure = redis.pcall("incr", KEYS[1])
      local list = redis.call("mget", KEYS[1], KEYS[1] .. "-none")
      return {type(missing), tostring(missing), status.ok, failure.err, list[1], tostring(list[2]), #list}`;
    assert.deepEqual(await db.eval(script, [key], []), [
      "boolean",
      false,
      "OK",
      "ERR value is not an integer or out of range",
      "text",
      false,
      2,
    ]);
  });

  it("answer Lua values as replies: fractions go, a table ends at nil", async () => {
    const db = client();
    const rows: [string, unknown][] = [
      ["return 3.99", 3],
      ["return -3.99", -3],
      ["return true", 1],
      ["return false", null],
      ["return nil", null],
      ["return {1, 2.5, 'x', nil, 4}", [1, 2, "x"]],
      ["return {1, {2, {3}}, false, true}", [1, [2, [3]], null, 1]],
      ["return redis.status_reply('FINE')", "FINE"],
      ["return tostring(10 / 2) .. ' ' .. 10 / 2 .. ' ' .. 2^31 .. ' ' .. 0.1", "5 5 2147483648 0.1"],
      ["return ('5' + 1) .. ''", 6],
      ["return cjson.encode({a = {1, 2}, })", { a: [1, 2] }],
      ["return cjson.decode(ARGV[1]).b[2].c", "deep"],
      ["return tostring(cjson.decode('[null]')[1] == cjson.null)", true],
      ["return redis.sha1hex('x')", sha1("x")],
      ["return #ARGV[2]", 4],
      ["return unpack({7, 8})", 7],
      ["return loadstring('return 7')()", 7],
      ["return math.pow(2, 3) .. table.getn({1, 2}) .. string.format('%d', 3)", 823],
      ["local c = coroutine.wrap(function() return redis.call('echo', 'inside') end) return c()", "inside"],
    ];
    for (const [script, expected] of rows) {
      assert.deepEqual(await db.eval(script, [], ['{"b":[1,{"c":"deep"}]}', "🚀"]), expected, script);
    }
  });

  it("store numbers as Redis prints them", async () => {
    const key = unique("numbers");
    const rows: [string, string][] = [
      ["5", "5"],
      ["10 / 2", "5"],
      ["0.1", "0.10000000000000001"],
      ["1e20", "1e+20"],
      ["-0.5", "-0.5"],
      ["2^53", "9007199254740992"],
      ["1 / 3 * 1e-7", "3.3333333333333327e-08"],
    ];
    for (const [number, expected] of rows) {
      const script = `redis.call("set", KEYS[1], ${number}) return redis.call("get", KEYS[1])`;
      const response = await post("/", ["EVAL", script, 1, key]);
      assert.deepEqual(await response.json(), { result: expected }, number);
    }
  });

  it("fail with Redis' words, the hash and the line", async () => {
    const missing = "ERR user_script:1: Script attempted to access nonexistent global variable";
    const rows: [string, string][] = [
      ["error('boom')", "ERR user_script:1: boom script: SHA, on @user_script:1."],
      ["error({err = 'MINE why'})", "MINE why script: SHA, on @user_script:1."],
      [
        "\nlocal x = 1\nredis.call('get')",
        "ERR Wrong number of args calling Redis command from script script: SHA, on @user_script:3.",
      ],
      [
        "return redis.call('nope')",
        "ERR Unknown Redis command called from script script: SHA, on @user_script:1.",
      ],
      [
        "return redis.call('eval', 'return 1', 0)",
        "ERR This Redis command is not allowed from script script: SHA, on @user_script:1.",
      ],
      [
        "return redis.call()",
        "ERR Please specify at least one argument for this redis lib call script: SHA, on @user_script:1.",
      ],
      [
        "redis.call('set', 'a', {})",
        "ERR Lua redis lib command arguments must be strings or integers script: SHA, on @user_script:1.",
      ],
      ["return redis.error_reply('CODE why')", "CODE why"],
      ["return redis.error_reply('why')", "ERR why"],
      ["global = 1", "ERR user_script:1: Attempt to modify a readonly table script: SHA, on @user_script:1."],
      [
        "redis.call = nil",
        "ERR user_script:1: Attempt to modify a readonly table script: SHA, on @user_script:1.",
      ],
      ["return none", `${missing} 'none' script: SHA, on @user_script:1.`],
      ["return os.time()", `${missing} 'os' script: SHA, on @user_script:1.`],
      [
        "#!lua flags=no-writes\nreturn redis.call('set', 'a', 1)",
        "ERR Write commands are not allowed from read-only scripts. script: SHA, on @user_script:2.",
      ],
      ["#!lua flags=nope\nreturn 1", "ERR Unexpected flag in script shebang: nope"],
      ["#!js\nreturn 1", "ERR Unexpected engine in script shebang: #!js"],
    ];
    for (const [script, expected] of rows) {
      assert.equal((await error(["EVAL", script, 0])).replace(sha1(script), "SHA"), expected, script);
    }
    assert.match(
      await error(["EVAL", "return (", 0]),
      /^ERR Error compiling script \(new function\): user_script:1: /,
    );
    assert.equal(
      await error(["EVAL", "return 1", 2, "a"]),
      "ERR Number of keys can't be greater than number of args",
    );
    assert.equal(await error(["EVAL", "return 1", -1]), "ERR Number of keys can't be negative");
    assert.equal(
      (await error(["EVAL_RO", "return redis.call('del', 'a')", 0])).replace(/script: .*/, ""),
      "ERR Write commands are not allowed from read-only scripts. ",
    );
  });

  it("leave what they wrote before they failed, and the next one sound", async () => {
    const db = client();
    const key = unique("partial");
    await assert.rejects(db.eval("redis.call('set', KEYS[1], 'kept') error('stop')", [key], []), /stop/);
    assert.equal(await db.get(key), "kept");
    assert.equal(await db.eval("return redis.call('get', KEYS[1])", [key], []), "kept");
  });

  it("run alone: a read and a write in one script lose no update", async () => {
    const db = client({ enableAutoPipelining: false });
    const key = unique("atomic");
    const script = `local n = tonumber(redis.call("get", KEYS[1]) or 0)
      redis.call("set", KEYS[1], n + 1) return n + 1`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => db.eval(script, [key], [])));
    assert.deepEqual(
      (answers as number[]).sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
  });
});

describe("withoutUpstashFlag", () => {
  const rows: [string, string, string][] = [
    ["drops a shebang that holds nothing else", "#!lua flags=allow-key-locking\nreturn 1", "\nreturn 1"],
    [
      "keeps other flags",
      "#!lua flags=no-writes,allow-key-locking\nreturn 1",
      "#!lua flags=no-writes\nreturn 1",
    ],
    ["keeps an ordinary shebang", "#!lua flags=no-writes\nreturn 1", "#!lua flags=no-writes\nreturn 1"],
    ["leaves the flag's name in a script alone", "return 'allow-key-locking'", "return 'allow-key-locking'"],
  ];
  for (const [title, script, expected] of rows) {
    it(title, () => assert.equal(withoutUpstashFlag(script), expected));
  }
});
