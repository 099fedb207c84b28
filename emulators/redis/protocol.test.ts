import assert from "node:assert/strict";
import { onEachEngine, unique } from "./testing.js";

const base64 = { "upstash-encoding": "base64" };
const encoded = (text: string) => Buffer.from(text).toString("base64");

async function answer(response: Promise<Response>): Promise<{ status: number; body: unknown }> {
  const settled = await response;
  return { status: settled.status, body: await settled.json() };
}

onEachEngine("the REST protocol", ({ redis, post }) => {
  it("answers one command at /", async () => {
    const key = unique("one");
    assert.deepEqual(await answer(post("/", ["SET", key, "é"])), { status: 200, body: { result: "OK" } });
    assert.deepEqual(await answer(post("/", ["get", key])), { status: 200, body: { result: "é" } });
    assert.deepEqual(await answer(post("/", ["GET", unique("none")])), {
      status: 200,
      body: { result: null },
    });
    assert.deepEqual(await answer(post("/", ["SET", key, 7.5])), { status: 200, body: { result: "OK" } });
    assert.deepEqual(await answer(post("/", ["INCRBYFLOAT", key, 1])), {
      status: 200,
      body: { result: "8.5" },
    });
  });

  it("encodes strings as base64 when asked, except a lone OK", async () => {
    const key = unique("base64");
    assert.deepEqual(await answer(post("/", ["SET", key, "é"], base64)), {
      status: 200,
      body: { result: "OK" },
    });
    assert.deepEqual((await answer(post("/", ["GET", key], base64))).body, { result: encoded("é") });
    assert.deepEqual((await answer(post("/", ["MGET", key, "", key], base64))).body, {
      result: [encoded("é"), null, encoded("é")],
    });
    const nested = "return {1, {'OK', {'x'}}, false}";
    assert.deepEqual((await answer(post("/", ["EVAL", nested, 0], base64))).body, {
      result: [1, [encoded("OK"), [encoded("x")]], null],
    });
    const bytes = "return string.char(0, 255, 128)";
    assert.deepEqual((await answer(post("/", ["EVAL", bytes, 0], base64))).body, { result: "AP+A" });
  });

  it("answers 400 and Redis' own words to a command that fails", async () => {
    const key = unique("error");
    await post("/", ["SET", key, "text"]);
    const errors: [string[], string][] = [
      [["LPUSH", key, "x"], "WRONGTYPE Operation against a key holding the wrong kind of value"],
      [["INCR", key], "ERR value is not an integer or out of range"],
      [["get"], "ERR wrong number of arguments for 'get' command"],
      [["NOPE", "a", "b"], "ERR unknown command 'NOPE', with args beginning with: 'a' 'b' "],
      [["SET", key, "x", "EX", "0"], "ERR invalid expire time in 'set' command"],
      [["EVALSHA", "0".repeat(40), "0"], "NOSCRIPT No matching script. Please use EVAL."],
      [["SUBSCRIBE", "x"], "ERR Command is not available: 'SUBSCRIBE'"],
      [["blpop", key, "0"], "ERR Command is not available: 'blpop'"],
    ];
    for (const [command, error] of errors) {
      assert.deepEqual(await answer(post("/", command, base64)), { status: 400, body: { error } });
    }
  });

  it("answers a pipeline command by command, and an empty one with nothing", async () => {
    const key = unique("pipeline");
    assert.deepEqual(
      await answer(
        post(
          "/pipeline",
          [
            ["SET", key, "1"],
            ["LPOP", key],
            ["INCR", key],
          ],
          base64,
        ),
      ),
      {
        status: 200,
        body: [
          { result: "OK" },
          { error: "WRONGTYPE Operation against a key holding the wrong kind of value" },
          { result: 2 },
        ],
      },
    );
    assert.deepEqual(await answer(post("/pipeline", [])), { status: 200, body: [] });
  });

  it("discards a whole transaction for a command that cannot be queued", async () => {
    const key = unique("multi");
    assert.deepEqual(await answer(post("/multi-exec", [["SET", key, "1"], ["NOPE"]])), {
      status: 400,
      body: { error: "EXECABORT Transaction discarded because of previous errors." },
    });
    assert.deepEqual((await answer(post("/", ["EXISTS", key]))).body, { result: 0 });
    assert.deepEqual(
      await answer(
        post("/multi-exec", [
          ["SET", key, "1"],
          ["HLEN", key],
          ["GET", key],
        ]),
      ),
      {
        status: 200,
        body: [
          { result: "OK" },
          { error: "WRONGTYPE Operation against a key holding the wrong kind of value" },
          { result: "1" },
        ],
      },
    );
    assert.equal(
      (
        await post("/multi-exec", [
          ["SET", key, "2"],
          ["WATCH", key],
        ])
      ).status,
      400,
    );
    assert.deepEqual((await answer(post("/", ["GET", key]))).body, { result: "1" });
  });

  it("refuses bodies that are not the protocol's", async () => {
    const bodies = [
      "",
      "{",
      "not json",
      "null",
      "{}",
      "[]",
      '"GET"',
      '["GET", {}]',
      '["GET", null]',
      '["GET", ["a"]]',
    ];
    for (const body of bodies) {
      const { status, body: reply } = await answer(post("/", body));
      assert.equal(status, 400, body);
      assert.match((reply as { error: string }).error, /^ERR failed to parse/);
    }
    for (const body of ["{", "{}", "[1]", "[[]]", '[["GET", null]]']) {
      assert.equal((await post("/pipeline", body)).status, 400, body);
      assert.equal((await post("/multi-exec", body)).status, 400, body);
    }
  });

  it("asks for the token before all else", async () => {
    const { url } = redis();
    for (const authorization of ["", "Bearer", "Bearer wrong", "Basic test-token", "test-token"]) {
      const response = await fetch(url, { method: "POST", headers: { authorization }, body: '["PING"]' });
      assert.deepEqual([response.status, await response.json()], [401, { error: "Unauthorized" }]);
    }
    assert.equal((await fetch(`${url}/nope`, { method: "POST" })).status, 401);
    assert.deepEqual((await answer(post("/", ["PING"]))).body, { result: "PONG" });
  });

  it("knows three paths and one method", async () => {
    assert.equal((await post("/nope", ["PING"])).status, 404);
    assert.equal((await post("/constructor", ["PING"])).status, 404);
    const headers = { authorization: `Bearer ${redis().token}` };
    assert.equal((await fetch(redis().url, { headers })).status, 405);
    assert.equal((await post("/?trace=1", ["PING"])).status, 200);
  });

  it("gives back the sync token", async () => {
    const response = await post("/", ["PING"], { "upstash-sync-token": "abc" });
    assert.equal(response.headers.get("upstash-sync-token"), "abc");
    assert.equal((await post("/", ["PING"])).headers.get("upstash-sync-token"), null);
  });

  it("refuses a body above 10 MB and serves the next request", async () => {
    const tooLarge = ["SET", unique("large"), "x".repeat(10 * 1024 * 1024)];
    assert.equal((await post("/", tooLarge)).status, 413);
    assert.equal((await post("/", ["PING"])).status, 200);
  });
});
