import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const guardScript = fileURLToPath(new URL("guard.ts", import.meta.url));
const lastSweepMs = 10_000;

export interface Guard {
  /** Lets the guard do its last sweep and waits for its end, so that not even the guard is left behind. */
  dismiss(): Promise<void>;
}

/** Starts the guard of a run. It does not carry the run's tag itself. */
export function startGuard(tag: string): Guard {
  const guard = spawn(process.execPath, [...process.execArgv, guardScript, tag], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = new Promise<void>((resolve) => {
    guard.once("exit", () => resolve()).once("error", () => resolve());
  });
  guard.stdin.on("error", () => undefined); // A guard that is gone already has nothing to be told.
  return {
    dismiss: async () => {
      guard.stdin.end();
      await Promise.race([ended, delay(lastSweepMs, undefined, { ref: false })]);
    },
  };
}
