import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

// Emulators start processes in sessions of their own (Firestore's and Pub/Sub's Java), which a process group does
// not reach and which outlive a parent that was killed. Every process of a run therefore carries the run's tag in
// its environment, is found by it, and nothing else is ever signalled. (Redis overwrites its environment, so a shell
// that carries the tag stands guard over it: emulators/redis.)

const tagName = "BOURSE_RUN";
const killDeadlineMs = 5_000;
const killPollMs = 50;
const commandLengthMax = 160;
const run = promisify(execFile);

export interface FoundProcess {
  pid: number;
  command: string;
}

export function tagEnvironment(tag: string): Record<string, string> {
  return { [tagName]: tag };
}

/** Every living process of the run but the one that asks. */
export async function findTagged(tag: string): Promise<FoundProcess[]> {
  return (await findMarked(tagName, tag)).filter(({ pid }) => pid !== process.pid);
}

/** Ends every process of the run, and answers those that would not end. */
export async function killTagged(tag: string): Promise<FoundProcess[]> {
  const deadline = Date.now() + killDeadlineMs;
  for (;;) {
    const alive = await findTagged(tag);
    if (alive.length === 0 || Date.now() > deadline) return alive;
    for (const { pid } of alive) signal(pid, "SIGKILL");
    await delay(killPollMs);
  }
}

export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // It ended before the signal came.
  }
}

/** The command line of a process, shortened for a message; empty for one that has ended. */
export async function commandOf(pid: number): Promise<string> {
  try {
    const text =
      process.platform === "linux"
        ? (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ")
        : (await run("ps", ["-p", String(pid), "-o", "command="])).stdout;
    const line = text.trim().replaceAll(/\s+/g, " ");
    return line.length > commandLengthMax ? `${line.slice(0, commandLengthMax)}…` : line;
  } catch {
    return "";
  }
}

/** Every process that was started with this variable. */
export function findMarked(name: string, value: string): Promise<FoundProcess[]> {
  const marker = `${name}=${value}`;
  return process.platform === "linux" ? scanProc(marker) : scanPs(marker);
}

async function scanProc(marker: string): Promise<FoundProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const environment = await readFile(`/proc/${pid}/environ`, "latin1");
        if (!`\0${environment}`.includes(`\0${marker}\0`)) return [];
        return [{ pid: Number(pid), command: await commandOf(Number(pid)) }];
      } catch {
        return []; // Gone meanwhile, or another user's.
      }
    }),
  );
  return found.flat();
}

async function scanPs(marker: string): Promise<FoundProcess[]> {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run("ps", ["-Aww", "-E", "-o", "pid=,command="], options);
  return stdout
    .split("\n")
    .filter((line) => line.includes(marker))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, "") }));
}
