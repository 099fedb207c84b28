import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "@upstash/redis";
import { startRedisServer } from "./redis-server.js";
import { startRedis } from "./server.js";
import { onEachEngine, redisBinary } from "./testing.js";

const GONE_WITHIN_MS = 5_000;
const token = "t";

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${GONE_WITHIN_MS} ms: ${what}`);
    await pause(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function serverPid(url: string): Promise<number> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: '["INFO", "server"]',
  });
  const { result } = (await answer.json()) as { result: string };
  return Number(/process_id:(\d+)/.exec(result)?.[1]);
}

/** The command-line server in a process of its own, and its address. */
async function startMain(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import=tsx", main, "--port", "0", "--token", token, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: /^ready (\S+)/.exec(line.toString())?.[1] ?? "" };
}

onEachEngine("a running server", ({ redis }) => {
  it("says which engine it uses and listens on loopback", () => {
    assert.match(redis().url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(["embedded", "server", "url"].includes(redis().engine));
  });
});

describe("startRedis", () => {
  it("frees its port when closed, twice too", async () => {
    const redis = await startRedis({ port: 0, token, engine: "embedded" });
    const port = Number(new URL(redis.url).port);
    await new Redis({ url: redis.url, token, enableTelemetry: false }).ping();
    await Promise.all([redis.close(), redis.close()]);
    assert.equal(await isOpen(port), false);
    const again = await startRedis({ port, token, engine: "embedded" });
    await again.close();
  });

  it("rejects a busy port", async () => {
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    const { port } = busy.address() as AddressInfo;
    await assert.rejects(startRedis({ port, token, engine: "embedded" }), { code: "EADDRINUSE" });
    busy.close();
  });

  it("rejects a Redis URL where nothing answers, without its password", async () => {
    await assert.rejects(
      startRedis({ port: 0, token, redisUrl: "redis://:secret@127.0.0.1:1" }),
      (error: Error) => {
        assert.match(error.message, /no Redis at redis:\/\/127\.0\.0\.1:1/);
        return !error.message.includes("secret");
      },
    );
    await assert.rejects(startRedis({ port: 0, token, engine: "url" }), /needs a Redis URL/);
  });

  it("falls back to the embedded engine without redis-server on the path", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      await assert.rejects(startRedis({ port: 0, token, engine: "server" }), /redis-server on the PATH/);
      const redis = await startRedis({ port: 0, token });
      assert.equal(redis.engine, "embedded");
      await redis.close();
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("finishes the requests that run when it is closed", async () => {
    const redis = await startRedis({ port: 0, token, engine: "embedded" });
    const db = new Redis({ url: redis.url, token, enableTelemetry: false, retry: { retries: 0 } });
    const slow = db.eval("for i = 1, 2e6 do end return 'done'", [], []);
    await pause(20);
    await redis.close();
    assert.equal(await slow, "done");
  });
});

describe("the server engine's redis-server", () => {
  const binary = redisBinary;
  if (binary === undefined) {
    it("redis-server engine: not on the path, not run", function () {
      this.skip();
    });
    return;
  }

  it("ends with close", async () => {
    const redis = await startRedis({ port: 0, token, engine: "server" });
    const pid = await serverPid(redis.url);
    assert.equal(isRunning(pid), true);
    await redis.close();
    assert.equal(isRunning(pid), false);
  });

  it("ends when its parent is killed", async () => {
    const { child, url } = await startMain("--engine", "server");
    const pid = await serverPid(url);
    child.kill("SIGKILL");
    await until("redis-server is gone", () => !isRunning(pid));
  });

  it("ends with its parent on SIGTERM", async () => {
    const { child, url } = await startMain("--engine", "server");
    const pid = await serverPid(url);
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number];
    assert.deepEqual([code, isRunning(pid)], [0, false]);
  });

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`ends when the shell that guards it gets ${signal}`, async () => {
      const server = await startRedisServer(binary);
      const redis = await startRedis({ port: 0, token, redisUrl: server.url });
      const pid = await serverPid(redis.url);
      process.kill(server.guardPid, signal);
      // Off Linux a killed guard is noticed by `stop` only.
      if (signal === "SIGTERM" || process.platform === "linux") {
        await until("redis-server is gone", () => !isRunning(pid));
      }
      await redis.close();
      await server.stop();
      assert.equal(isRunning(pid), false);
    });
  }

  it("leaves none behind when the REST port is busy", async () => {
    const busy = await startRedis({ port: 0, token, engine: "embedded" });
    const port = Number(new URL(busy.url).port);
    await assert.rejects(startRedis({ port, token, engine: "server" }), { code: "EADDRINUSE" });
    await busy.close();
  });

  it("lost and back: calls fail at once, then work again", async () => {
    const first = await startRedisServer(binary);
    const redis = await startRedis({ port: 0, token, redisUrl: first.url });
    const db = new Redis({ url: redis.url, token, enableTelemetry: false });
    assert.equal(await db.ping(), "PONG");
    await first.stop();
    await until("a call fails", () =>
      db.ping().then(
        () => false,
        () => true,
      ),
    );
    const second = await startRedisServer(binary, Number(new URL(first.url).port));
    await until("a call works", () =>
      db.ping().then(
        () => true,
        () => false,
      ),
    );
    await redis.close();
    await second.stop();
  });
});

describe("the command line", () => {
  it("prints its options", async () => {
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import=tsx", main, "--help"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    for await (const chunk of child.stdout) text += String(chunk);
    for (const option of ["--port", "--token", "--engine", "--redis-url"]) assert.ok(text.includes(option));
  });

  it("serves until SIGTERM", async () => {
    const { child, url } = await startMain("--engine", "embedded");
    assert.equal(await new Redis({ url, token, enableTelemetry: false }).ping(), "PONG");
    child.kill("SIGTERM");
    assert.equal(((await once(child, "exit")) as [number])[0], 0);
    assert.equal(await isOpen(Number(new URL(url).port)), false);
  });
});
