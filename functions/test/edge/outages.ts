/** A Redis that can be killed, started again, and made slow, under one address all the time. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const token = "outage-token";
const startDeadlineMs = 60_000;
const program = fileURLToPath(new URL("../../../emulators/redis/main.ts", import.meta.url));

export type Outages = {
  /** What a server needs to use this Redis. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the process as a crash does; what it held is lost. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  /** Holds every answer back; 0 ends it. */
  readonly slow: (delayMs: number) => void;
  readonly close: () => Promise<void>;
};

/** The process and the port that it listens on. */
async function startRedisProcess(): Promise<{ child: ChildProcess; port: number }> {
  const args = ["--import", "tsx", program, "--port", "0", "--token", token];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Redis did not start")), startDeadlineMs);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, text] = /^ready http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      clearTimeout(timer);
      if (text) resolve(Number(text));
    });
    child.once("exit", (code) => reject(new Error(`Redis ended with ${code}`)));
  });
  return { child, port };
}

/** Servers reach Redis through a relay, which keeps the address and holds answers back. */
export async function startOutages(): Promise<Outages> {
  let redis: Awaited<ReturnType<typeof startRedisProcess>> | undefined = await startRedisProcess();
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    if (!redis) return void client.destroy();
    const upstream = connect(redis.port, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (part) => upstream.write(part));
    upstream.on("data", (part) => {
      if (delayMs === 0) client.write(part);
      else setTimeout(() => client.destroyed || client.write(part), delayMs);
    });
  });
  const listen = async (port: number) => {
    relay.listen(port, "127.0.0.1");
    await once(relay, "listening");
    return (relay.address() as AddressInfo).port;
  };
  const port = await listen(0);

  async function kill(): Promise<void> {
    if (!redis) return;
    const { child } = redis;
    redis = undefined;
    const ended = Promise.all([once(child, "exit"), once(relay, "close")]);
    child.kill("SIGKILL");
    relay.close();
    for (const socket of sockets) socket.destroy();
    await ended;
  }
  return {
    environment: {
      UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}`,
      UPSTASH_REDIS_REST_TOKEN: token,
      REDIS_TIMEOUT_MS: "300",
    },
    kill,
    async restart() {
      redis = await startRedisProcess();
      await listen(port);
    },
    slow: (ms) => (delayMs = ms),
    close: kill,
  };
}
