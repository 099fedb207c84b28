import { Command, InvalidArgumentError, Option } from "commander";
import { startRedis, type EngineName, type RedisOptions } from "./server.js";

type Flags = { port: number; token: string; engine?: EngineName; redisUrl?: string };

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("not a port");
  return port;
}

const program = new Command("redis")
  .description("An Upstash-compatible Redis REST server on loopback.")
  .option("--port <port>", "port to listen on, 0 for a free one", toPort, 8079)
  .option("--token <token>", "bearer token that clients must send", "bourse-local")
  .addOption(
    new Option(
      "--engine <engine>",
      "default: the Redis URL, else redis-server on the PATH, else embedded",
    ).choices(["url", "server", "embedded"]),
  )
  .option("--redis-url <url>", "a running Redis to use, such as redis://127.0.0.1:6379")
  .parse();

const flags: RedisOptions = program.opts<Flags>();
const redis = await startRedis(flags);
console.log(`ready ${redis.url} token=${redis.token} engine=${redis.engine}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void redis.close().then(() => process.exit(0)));
}
