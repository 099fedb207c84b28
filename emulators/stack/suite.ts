import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { projectId, type EmulatorName } from "./addresses.js";
import { say, SetupError } from "./say.js";

const readyLine = "bourse-emulators-ready";
const startDeadlineMs = 240_000;
const tailLines = 25;

export interface SuiteOptions {
  configFile: string;
  only: readonly EmulatorName[];
  ui: boolean;
  environment: Record<string, string>;
  /** Working folder: firebase-tools and its Java emulators leave their logs where they stand. */
  logsDir: string;
  importDir: string | undefined;
  exportDir: string | undefined;
  verbose: boolean;
  /** Show warnings also once all is up. */
  warnings: boolean;
  onStop(stop: () => Promise<void>): void;
  signal: AbortSignal;
  /** How long a clean stop may take, the export included. */
  stopMs: number;
}

export interface Suite {
  logFile: string;
  /** Settles when firebase-tools ends, asked or not. */
  exited: Promise<string>;
}

/** Starts firebase-tools with the chosen emulators and waits until all of them can be used. */
export async function startSuite(options: SuiteOptions): Promise<Suite> {
  await mkdir(options.logsDir, { recursive: true });
  const logFile = join(options.logsDir, "emulators.log");
  const log = createWriteStream(logFile);
  options.signal.throwIfAborted(); // What is started from here on would be missed by the run's cleaning.
  const child = spawn(process.execPath, [firebaseCli(), ...cliArguments(options)], {
    cwd: options.logsDir,
    env: { ...process.env, ...options.environment, BOURSE_NODE: process.execPath, BOURSE_HOLD: holdScript },
    // A session of its own: Ctrl-C in the terminal reaches the launcher only, which ends things in order.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // The pipe breaks when firebase-tools dies; `exited` says so.
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not start: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  await waitUntilReady(child, exited, log, options);
  // Before it is ready there is nothing to export and no script to end: the run's cleaning kills it.
  options.onStop(async () => {
    // The script that firebase-tools waits for ends with its input; the export and a clean stop follow.
    child.stdin.end();
    await Promise.race([exited, delay(options.stopMs, undefined, { ref: false })]);
  });
  return { logFile, exited };
}

const holdScript = fileURLToPath(new URL("hold.mjs", import.meta.url));

function firebaseCli(): string {
  return createRequire(import.meta.url).resolve("firebase-tools/lib/bin/firebase.js");
}

function cliArguments(options: SuiteOptions): string[] {
  return [
    "emulators:exec",
    ...["--project", projectId, "--config", options.configFile, "--only", options.only.join(",")],
    "--non-interactive",
    ...(options.ui ? ["--ui"] : []),
    ...(options.importDir ? ["--import", options.importDir] : []),
    ...(options.exportDir ? ["--export-on-exit", options.exportDir] : []),
    // Through the environment, because a path may hold spaces and quotes.
    '"$BOURSE_NODE" "$BOURSE_HOLD"',
  ];
}

async function waitUntilReady(
  child: ChildProcessWithoutNullStreams,
  exited: Promise<string>,
  log: WriteStream,
  { verbose, warnings }: SuiteOptions,
): Promise<void> {
  const tail: string[] = [];
  let up = false;
  let settle: (trouble?: string) => void = () => undefined;
  const settled = new Promise<string | undefined>((resolve) => (settle = resolve));
  const read = (line: string) => {
    if (line.includes(readyLine)) return settle();
    // firebase-tools would go on without the emulator and wait for it for ever.
    if (line.includes("has exited upon receiving signal")) settle(`lost one: ${line}`);
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    if (verbose || ((warnings || !up) && isWorthSaying(line))) process.stderr.write(`${line}\n`);
  };
  createInterface({ input: child.stdout }).on("line", read);
  createInterface({ input: child.stderr }).on("line", read);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`were not ready within ${startDeadlineMs / 1000} s`), startDeadlineMs);
  });
  const outcome = await Promise.race([settled, exited, late]).finally(() => clearTimeout(timer));
  if (outcome !== undefined) {
    throw new SetupError(`the emulators ${outcome}. What they said last:\n${tail.join("\n")}`);
  }
  up = true;
  say("emulators are up");
}

// Said on every start and of no use to the reader: overrides that the launcher itself has set, the option that it
// has itself put on the JVM, and functions that have no emulator here.
const knownNoise = [
  /Env variable override detected/,
  /Picked up JAVA_TOOL_OPTIONS/,
  /Application Default Credentials detected/,
  /Script exited/,
];

function isWorthSaying(line: string): boolean {
  const isTrouble = /^\s*⚠|^\s*⬢.*(WARN|ERROR)|Error:|downloading|rror updating rules/i.test(line);
  return isTrouble && !knownNoise.some((pattern) => pattern.test(line));
}
