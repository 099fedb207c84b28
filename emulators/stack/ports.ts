import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { host } from "./addresses.js";
import { commandOf, type FoundProcess } from "./processes.js";
import { SetupError } from "./say.js";

const connectDeadlineMs = 1_000;
const tcpListen = "0A";

/** Refuses to go on when a port is taken, and names who has it. */
export async function requireFreePorts(wanted: Record<string, number>): Promise<void> {
  const checks = Object.entries(wanted).map(async ([name, port]) => {
    if (await isFree(port)) return [];
    const holder = await findHolder(port);
    const who = holder
      ? `process ${holder.pid}: ${holder.command}`
      : "a process that cannot be read from here";
    return [`port ${port} (${name}) is held by ${who}`];
  });
  const busy = (await Promise.all(checks)).flat();
  if (busy.length > 0)
    throw new SetupError(`${busy.join("\n  ")}\nEnd it, or change the port in firebase.json.`);
}

export async function isFree(port: number): Promise<boolean> {
  // Some systems let a second process listen beside a wildcard listener, so an answer also counts as taken.
  return !(await answers(port)) && (await canListen(port));
}

export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectDeadlineMs });
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function findHolder(port: number): Promise<FoundProcess | undefined> {
  try {
    const pid = process.platform === "linux" ? await holderFromProc(port) : await holderFromLsof(port);
    return pid === undefined ? undefined : { pid, command: await commandOf(pid) };
  } catch {
    return undefined; // Another user's process, or no lsof: the port alone must do.
  }
}

async function holderFromProc(port: number): Promise<number | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  const inodes = tables
    .flatMap((table) => table.split("\n").map((row) => row.trim().split(/\s+/)))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === tcpListen)
    .map((columns) => `socket:[${columns[9]}]`);
  if (inodes.length === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (inodes.includes(target)) return Number(pid);
    }
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]);
  const pid = Number.parseInt(stdout, 10);
  return Number.isNaN(pid) ? undefined : pid;
}
