/**
 * The functions emulator keeps a process of 100 MB and more for every function that was ever called, and for every
 * call that was in flight beside another. A suite that calls all of them may need more memory than a machine has:
 * above a bound, those that have done nothing for the longest time are ended. The emulator starts another one with the
 * next call. Linux only, because it tells how long a process has worked.
 */
import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { findTagged, signal } from "./processes.js";
import type { Run } from "./with-run.js";

const workerBytes = 110 * 1024 * 1024;
/** Of the memory there is: the rest is for the emulators themselves and for whoever uses them. */
const memoryShare = 0.45;
const workersKeptMin = 16;
const lookEveryMs = 10_000;
/** Looks in a row at which a worker must have been found idle. */
const idleLooksMin = 3;
/** Clock ticks (10 ms) that an idle process spends on keeping connections alive between two looks. */
const idleTicksMax = 3;
const workerCommand = /functionsEmulatorRuntime/;

type Worker = { ticks: number; idleLooks: number };

/** How many workers may stay, used or not, in this much memory. */
function workersKept(memoryBytes: number): number {
  return Math.max(workersKeptMin, Math.floor((memoryBytes * memoryShare) / workerBytes));
}

/** A container may have less than its machine; where it has no bound, Node tells none or an absurd one. */
function ownMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/** Looks after the workers of a run until it stops. */
export function endIdleWorkers(run: Run): void {
  if (process.platform !== "linux") return;
  let workers = new Map<number, Worker>();
  const timer = setInterval(() => {
    void look(run.tag, workers).then((now) => {
      workers = now;
    });
  }, lookEveryMs);
  timer.unref();
  run.onStop(() => clearInterval(timer));
}

async function look(tag: string, before: ReadonlyMap<number, Worker>): Promise<Map<number, Worker>> {
  const found = (await findTagged(tag)).filter(({ command }) => workerCommand.test(command));
  const now = new Map<number, Worker>();
  for (const { pid } of found) {
    const ticks = await ticksOf(pid);
    if (ticks === undefined) continue;
    const known = before.get(pid);
    const isIdle = known !== undefined && ticks - known.ticks <= idleTicksMax;
    now.set(pid, { ticks, idleLooks: isIdle ? known.idleLooks + 1 : 0 });
  }
  const idle = [...now]
    .filter(([, { idleLooks }]) => idleLooks >= idleLooksMin)
    .sort(([, one], [, other]) => other.idleLooks - one.idleLooks);
  for (const [pid] of idle.slice(0, Math.max(0, now.size - workersKept(ownMemory())))) signal(pid, "SIGKILL");
  return now;
}

/** Time in which the process has worked, in clock ticks; undefined where it has ended. */
async function ticksOf(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // Its name, in brackets, may hold spaces. See proc(5): user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}
