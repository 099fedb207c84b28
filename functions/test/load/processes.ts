/** Starts server and client processes for load tests, and ends them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CallerTask, CallTold } from "./caller.js";

const startDeadlineMs = 60_000;
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The environment of the emulators, for a process that they did not start. */
const emulatorEnvironment = {
  ...process.env,
  GCLOUD_PROJECT: "demo-bourse",
  FIREBASE_CONFIG: JSON.stringify({ projectId: "demo-bourse" }),
  FUNCTIONS_EMULATOR: "true",
  FIRESTORE_EMULATOR_HOST: "127.0.0.1:8080",
  FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099",
  METADATA_SERVER_DETECTION: "none",
  LOG_LEVEL: "error",
};

function start(name: string, environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", file(name)], {
    env: { ...emulatorEnvironment, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
}

export type ServerProcess = { readonly port: number; readonly child: ChildProcess; close(): Promise<void> };

export type ServerOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  /** Told each line that the process logs. */
  readonly onLog?: (line: string) => void;
};

/** Starts one process of the deployed build, on a free port. */
export async function startServer({ environment, onLog }: ServerOptions = {}): Promise<ServerProcess> {
  const child = start("host.ts", environment);
  const exited = once(child, "exit");
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("a server process did not start")), startDeadlineMs);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const [, text] = /^listening (\d+)$/.exec(line) ?? [];
      if (!text) return void onLog?.(line);
      clearTimeout(timer);
      resolve(Number(text));
    });
    void exited.then(() => reject(new Error("a server process ended before it could be called")));
  });
  const close = async () => {
    child.stdin?.end();
    await exited;
  };
  return { port, child, close };
}

/** Runs one client process to its end. */
export async function runCaller(task: CallerTask): Promise<CallTold[]> {
  const child = start("caller.ts");
  child.stdin?.end(JSON.stringify(task));
  const told: CallTold[] = [];
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on("line", (line) => told.push(JSON.parse(line) as CallTold));
  const [[code]] = (await Promise.all([once(child, "exit"), once(lines, "close")])) as [
    [number | null],
    unknown,
  ];
  if (code !== 0) throw new Error(`a client process ended with ${code}`);
  return told;
}
