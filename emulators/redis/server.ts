import { once } from "node:events";
import type { Server } from "node:http";
import { openEmbeddedEngine } from "./embedded/embedded-engine.js";
import type { Engine } from "./engine.js";
import { createHttpServer } from "./http.js";
import { openRealEngine } from "./real-engine.js";
import { findOnPath, startRedisServer } from "./redis-server.js";

export type EngineName = "url" | "server" | "embedded";

export type RedisOptions = {
  /** 0 takes a free port. */
  port: number;
  /** What clients send as their bearer token. */
  token: string;
  /** Without it: "url" when there is a `redisUrl`, else "server" when the path has one, else "embedded". */
  engine?: EngineName;
  redisUrl?: string;
  bodyMaxBytes?: number;
};

export type RunningRedis = { url: string; token: string; engine: string; close(): Promise<void> };

const HOST = "127.0.0.1";
const BODY_MAX_BYTES = 10 * 1024 * 1024;
const DRAIN_MAX_MS = 2_000;

/** Starts the Upstash-compatible REST server. `close` ends all that this started; it may be called twice. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const name = await chooseEngine(options);
  const engine = await openEngine(name, options.redisUrl);
  const server = createHttpServer(engine, {
    token: options.token,
    bodyMaxBytes: options.bodyMaxBytes ?? BODY_MAX_BYTES,
  });
  try {
    const port = await listen(server, options.port);
    let closing: Promise<void> | undefined;
    const close = () => (closing ??= stopListening(server).then(() => engine.close()));
    return { url: `http://${HOST}:${port}`, token: options.token, engine: name, close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function chooseEngine({ engine, redisUrl }: RedisOptions): Promise<EngineName> {
  if (engine) return engine;
  if (redisUrl !== undefined) return "url";
  return (await findOnPath("redis-server")) === undefined ? "embedded" : "server";
}

async function openEngine(name: EngineName, redisUrl: string | undefined): Promise<Engine> {
  switch (name) {
    case "embedded":
      return openEmbeddedEngine();
    case "url":
      if (redisUrl === undefined) throw new Error("the engine `url` needs a Redis URL");
      return openRealEngine(redisUrl);
    case "server":
      return openServerEngine();
  }
}

async function openServerEngine(): Promise<Engine> {
  const binary = await findOnPath("redis-server");
  if (binary === undefined) throw new Error("the engine `server` needs redis-server on the PATH");
  const server = await startRedisServer(binary);
  try {
    const engine = await openRealEngine(server.url);
    return { ...engine, close: () => engine.close().finally(() => server.stop()) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, HOST);
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return address.port;
}

/** Lets running requests finish, for a bounded time; idle connections end at once. */
async function stopListening(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MAX_MS);
  await closed.finally(() => clearTimeout(force));
}
