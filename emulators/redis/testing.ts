import { randomUUID } from "node:crypto";
import { Redis, type RedisConfigNodejs } from "@upstash/redis";
import { findOnPath, startRedisServer } from "./redis-server.js";
import { startRedis, type EngineName, type RunningRedis } from "./server.js";

export const redisBinary = await findOnPath("redis-server");
const givenUrl = process.env["BOURSE_TEST_REDIS_URL"];
const token = "test-token";

type Backend = { engine: EngineName; absent?: string; start: () => Promise<RunningRedis> };

const backends: Backend[] = [
  { engine: "embedded", start: () => startRedis({ port: 0, token, engine: "embedded" }) },
  {
    engine: "server",
    ...(redisBinary === undefined && { absent: "redis-server engine: not on the path, not run" }),
    start: () => startRedis({ port: 0, token, engine: "server" }),
  },
  {
    engine: "url",
    ...(givenUrl === undefined &&
      redisBinary === undefined && {
        absent: "url engine: no BOURSE_TEST_REDIS_URL and no redis-server on the path, not run",
      }),
    start: startOnUrl,
  },
];

async function startOnUrl(): Promise<RunningRedis> {
  if (givenUrl !== undefined) return startRedis({ port: 0, token, redisUrl: givenUrl });
  const server = await startRedisServer(redisBinary ?? "");
  const redis = await startRedis({ port: 0, token, redisUrl: server.url });
  return { ...redis, close: () => redis.close().finally(() => server.stop()) };
}

export type Running = {
  redis: () => RunningRedis;
  client: (config?: Partial<RedisConfigNodejs>) => Redis;
  /** Sends a raw body with the token. */
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
};

/** Defines the suite once for each engine; a backend that is not there appears by name as a pending test. */
export function onEachEngine(suite: string, define: (running: Running) => void): void {
  for (const { engine, absent, start } of backends) {
    describe(`${suite}, ${engine} engine`, () => {
      if (absent !== undefined) {
        it(absent, function () {
          this.skip();
        });
        return;
      }
      let started: RunningRedis | undefined;
      before(async () => {
        started = await start();
      });
      after(() => started?.close());
      define(runningOf(() => started ?? failed()));
    });
  }
}

function failed(): never {
  throw new Error("the server has not started");
}

function runningOf(redis: () => RunningRedis): Running {
  return {
    redis,
    client: (config) => new Redis({ url: redis().url, token, enableTelemetry: false, ...config }),
    post: (path, body, headers = {}) =>
      fetch(redis().url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}

/** A name that no other test uses: a Redis that the developer gave is shared, and never flushed. */
export function unique(name: string): string {
  return `bourse-test:${randomUUID()}:${name}`;
}
