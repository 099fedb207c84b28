import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const guardScript = fileURLToPath(new URL("guard.ts", import.meta.url));

/** Starts the guard of a run; answers how to tell it of a helper. It carries the tag, so it ends with the run. */
export function startGuard(tag: string): (pid: number) => void {
  const guard = spawn(process.execPath, [...process.execArgv, guardScript, tag], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.stdin.on("error", () => undefined); // A guard that is gone cannot be told anything.
  guard.unref();
  return (pid) => guard.stdin.write(`${pid}\n`);
}
