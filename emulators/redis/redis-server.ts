import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { access, constants } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const READY_WITHIN_MS = 10_000;
const STOP_WITHIN_MS = 5_000;
const STARTS_MAX = 3;
const OUTPUT_KEPT_CHARACTERS = 4_000;

export type RedisServer = { url: string; guardPid: number; stop(): Promise<void> };

// Redis itself never notices that its parent died. This shell waits beside it on a pipe that only the parent
// holds: however the parent ends, SIGKILL included, the pipe closes and Redis is killed. Where the kernel can
// do it (Linux), Redis also dies with the shell: a launcher that kills by environment finds the shell, but
// not Redis, which writes its title over its environment.
const guardScript = `
setpriv --pdeathsig KILL true >/dev/null 2>&1 && set -- setpriv --pdeathsig KILL "$@"
exec 3<&0
"$@" </dev/null 3<&- & server=$!
trap 'kill -KILL $server' TERM INT HUP
( trap - TERM INT HUP; read -r _ <&3; kill -KILL $server ) >/dev/null 2>&1 & guard=$!
exec 3<&-
wait $server; code=$?
kill -KILL $guard 2>/dev/null
exit $code
`;

export async function findOnPath(program: string): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter).filter(Boolean)) {
    const candidate = join(folder, program);
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return undefined;
}

/** Starts Redis on a loopback port, without persistence; it ends with `stop` or with this process. */
export async function startRedisServer(binary: string, port?: number): Promise<RedisServer> {
  let problem: unknown;
  for (let start = 0; start < STARTS_MAX; start++) {
    try {
      return await startOnce(binary, port ?? (await freePort()));
    } catch (error) {
      // Another process may have taken the port between the look and the start.
      problem = error;
    }
  }
  throw problem;
}

async function startOnce(binary: string, port: number): Promise<RedisServer> {
  // Nothing is ever written, but a data file with the default name would be read.
  const noFile = `bourse-redis-${randomUUID()}.rdb`;
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  settings.push("--dir", tmpdir(), "--dbfilename", noFile);
  // A group of its own: Ctrl-C in the terminal reaches the parent only, which then closes in its own order.
  const guard = spawn("/bin/sh", ["-c", guardScript, "redis-guard", binary, ...settings], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stop = () => stopGuard(guard);
  try {
    await untilReady(guard, binary);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, guardPid: guard.pid ?? 0, stop };
}

function untilReady(guard: ChildProcess, binary: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (what: string) => reject(new Error(`${binary} ${what}:\n${output}`));
    const deadline = setTimeout(() => fail(`was not ready within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
    const listen = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-OUTPUT_KEPT_CHARACTERS);
      if (!output.includes("Ready to accept connections")) return;
      clearTimeout(deadline);
      resolve();
    };
    guard.stdout?.on("data", listen);
    guard.stderr?.on("data", listen);
    guard.once("error", reject);
    guard.once("exit", (code) => {
      clearTimeout(deadline);
      fail(`ended with ${code}`);
    });
  });
}

async function stopGuard(guard: ChildProcess): Promise<void> {
  if (guard.pid === undefined) return;
  if (guard.exitCode === null && guard.signalCode === null) {
    const ended = once(guard, "exit").then(() => true);
    guard.stdin?.end();
    if (await Promise.race([ended, pause(STOP_WITHIN_MS, false, { ref: false })])) return;
  }
  // The shell was killed, or is stuck. Redis is in its process group.
  try {
    process.kill(-guard.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("no loopback port is free");
  return address.port;
}
