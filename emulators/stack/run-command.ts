import { spawn } from "node:child_process";
import { constants } from "node:os";
import { say } from "./say.js";

const notFound = 127;
const signalBase = 128;

/** Runs a command on this terminal and answers its exit code. An abort asks it to end; the run's cleaning kills it. */
export function runCommand(
  [program = "", ...args]: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit", env: environment });
    const end = () => child.kill("SIGTERM");
    signal.addEventListener("abort", end, { once: true });
    child.once("error", (error) => {
      say(`${program}: ${error.message}`);
      resolve(notFound);
    });
    child.once("exit", (code, name) => {
      signal.removeEventListener("abort", end);
      resolve(name ? signalBase + constants.signals[name] : (code ?? 1));
    });
  });
}
