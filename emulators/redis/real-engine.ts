import { Command, Redis, ReplyError } from "ioredis";
import type { Engine } from "./engine.js";
import { RedisError, type Reply } from "./reply.js";
import { createScriptTranslator, loadedHash } from "./scripts.js";

const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_PAUSE_MAX_MS = 1_000;

/** A Redis reached over its own protocol. One connection carries all callers, in the order of their calls. */
export async function openRealEngine(url: string): Promise<Engine> {
  const redis = new Redis(url, {
    lazyConnect: true,
    protocol: 2,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 50, RECONNECT_PAUSE_MAX_MS),
    // Without these a transaction cut in two by a reconnect would go on outside of its MULTI.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  // Every failed command rejects by itself; without a listener ioredis would print each lost connection.
  redis.on("error", () => undefined);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new Error(`no Redis at ${withoutPassword(url)}: ${String(error)}`, { cause: error });
  }
  const scripts = createScriptTranslator();

  async function send(args: string[]): Promise<Reply> {
    const [name = "", ...rest] = scripts.translate(args);
    // ioredis reshapes some replies (HGETALL into an object) by the lower-case name of the command.
    const command = new Command(name.toUpperCase(), rest, { replyEncoding: "latin1" });
    try {
      const reply = toReply(await redis.sendCommand(command));
      return typeof reply === "string" ? (loadedHash(args) ?? reply) : reply;
    } catch (error) {
      if (error instanceof ReplyError) return toReply(error);
      throw error;
    }
  }

  return {
    execute: send,
    async multi(commands) {
      // All are written before anything else can be, since nothing awaits in between.
      const replies = await Promise.all([["MULTI"], ...commands, ["EXEC"]].map(send));
      return replies.at(-1) ?? null;
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

function toReply(value: unknown): Reply {
  if (Array.isArray(value)) return value.map(toReply);
  if (value instanceof Error) return new RedisError(value.message);
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number(value);
  if (value === null || value === undefined) return null;
  throw new TypeError(`Redis answered a ${typeof value}`);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}
