/** Runs seeds in as many processes as there are cores: each seed is an experiment of its own. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { SeedRun, SeedTask } from "./seed-process.js";

const program = fileURLToPath(new URL("seed-process.ts", import.meta.url));

export type Seeds = Omit<SeedTask, "seed"> & { readonly from: number; readonly count: number };

/**
 * Tells each run as it ends. After one that failed, no other is begun.
 * @throws Error where a process ends before its seed
 */
export async function runSeeds({ from, count, ...how }: Seeds, onRun: (run: SeedRun) => void): Promise<void> {
  let next = from;
  let hasFailed = false;
  const work = async (child: ChildProcess) => {
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`a process of the simulation ended with ${String(code)}`);
    });
    while (next < from + count && !hasFailed) {
      const answered = once(child, "message");
      child.send({ seed: next++, ...how } satisfies SeedTask);
      const [run] = (await Promise.race([answered, ended])) as [SeedRun];
      hasFailed ||= run.failure !== null;
      onRun(run);
    }
    ended.catch(() => undefined);
    child.disconnect();
  };
  const processes = Math.min(availableParallelism(), count);
  await Promise.all(
    Array.from({ length: processes }, () => work(fork(program, { execArgv: ["--import", "tsx"] }))),
  );
}
