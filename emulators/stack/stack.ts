import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBinaries } from "../jars/find-jars.js";
import {
  defaultConfigFile,
  emulatorNames,
  functionsFolder,
  host,
  readPorts,
  redisToken,
  type EmulatorName,
  type PartName,
  type Ports,
} from "./addresses.js";
import { buildStale } from "./build.js";
import { fillCompileCache } from "./compile-cache.js";
import { clientEnvironment, suiteEnvironment, type Environment } from "./environment.js";
import { writeLocalConfig } from "./hosting-policy.js";
import { endIdleWorkers } from "./idle-workers.js";
import { javaEnvironment } from "./java.js";
import type { StackOptions } from "./options.js";
import { cacheDir, temporaryDirOf } from "./paths.js";
import { requireFreePorts } from "./ports.js";
import { findTagged, signal as signalProcess } from "./processes.js";
import { say, SetupError } from "./say.js";
import { loadedTriggers, startScheduler } from "./scheduler.js";
import { startSuite, type Suite } from "./suite.js";
import { warmRules } from "./warm-rules.js";
import type { Run } from "./with-run.js";

const cleanStopMs = 20_000;
const exportMs = 60_000;
const watchPeriodMs = 1_000;
const keptLogs = 5;
/** The Java emulators, and the shell that stands guard over a redis-server. */
const watchedCommands = /^\S*java\s|^\S*sh -c .*pdeathsig/;

export interface Stack {
  ports: Ports;
  parts: readonly PartName[];
  ui: boolean;
  scheduled: readonly string[];
  redisEngine: string | undefined;
  logFile: string | undefined;
  /** For processes that are to talk to this stack. */
  environment: Environment;
  /** Settles with the reason when a part ends by itself. */
  crashed: Promise<string>;
}

/** Starts the chosen parts in the order in which they need each other. Stopping is the caller's, through `run`. */
export async function startStack(options: StackOptions, run: Run): Promise<Stack> {
  const ports = readPorts(options.configFile);
  const emulators = emulatorNames.filter((name) => options.only.includes(name));
  // The functions use both.
  const own = (["redis", "mailbox"] as const).filter(
    (name) => options.only.includes(name) || emulators.includes("functions"),
  );
  const parts: PartName[] = [...emulators, ...own];
  await requireFreePorts(portsOf(parts, ports));
  const [java, binaries] = await prepare(emulators, options.configFile);
  run.signal.throwIfAborted();
  const redisEngine = own.includes("redis") ? await startLocalRedis(ports.redis, run) : undefined;
  if (own.includes("mailbox")) await startLocalMailbox(ports, run);
  const environment = clientEnvironment(ports, parts);
  if (emulators.includes("functions")) {
    await writeFunctionParameters(functionsFolder(options.configFile), environment);
  }
  const stack = { ports, parts, ui: binaries.ui, redisEngine, environment };
  run.signal.throwIfAborted();
  if (emulators.length === 0) {
    return { ...stack, scheduled: [], logFile: undefined, crashed: new Promise(() => undefined) };
  }
  const suite = await startEmulators(
    options,
    emulators,
    { ...java, ...binaries.environment },
    binaries.ui,
    ports,
    run,
  );
  const crashed = watch(suite, run);
  if (emulators.includes("functions")) endIdleWorkers(run);
  const scheduled = await Promise.race([
    finish(options, emulators, environment, ports, run),
    failed(crashed),
  ]);
  return { ...stack, scheduled, logFile: suite.logFile, crashed };
}

function portsOf(parts: readonly PartName[], ports: Ports): Record<string, number> {
  const names: (keyof Ports)[] = [...parts];
  if (parts.includes("mailbox")) names.push("smtp");
  const emulated = parts.filter((part) => part !== "redis" && part !== "mailbox");
  if (emulated.length > 0) names.push("hub");
  if (parts.includes("firestore")) names.push("websocket");
  // The UI brings the logging emulator along; both are checked although the UI may turn out not to be had.
  if (emulated.length > 2) names.push("ui", "logging");
  return Object.fromEntries(names.map((name) => [name, ports[name]]));
}

async function prepare(emulators: readonly EmulatorName[], configFile: string) {
  const needsJava = (["firestore", "storage", "pubsub"] as const).some((name) => emulators.includes(name));
  const java = needsJava ? await javaEnvironment() : {};
  const wholeStack = emulators.length === emulatorNames.length;
  const binaries = await findBinaries(emulators, wholeStack);
  if (configFile === defaultConfigFile) await buildStale(emulators);
  if (emulators.includes("functions")) {
    await fillCompileCache();
    await writeFunctionSecrets(functionsFolder(configFile));
  }
  return [java, binaries] as const;
}

/** The functions emulator reads secrets from this file, and asks the cloud for those that are not in it. */
async function writeFunctionSecrets(folder: string): Promise<void> {
  if (!existsSync(folder)) throw new SetupError(`there is no ${folder}: the functions have not been built`);
  await writeFile(join(folder, ".secret.local"), `UPSTASH_REDIS_REST_TOKEN=${redisToken}\n`);
}

/** Parameters that the functions emulator would replace by their defaults, whatever its own environment says. */
const functionParameters = ["UPSTASH_REDIS_REST_URL", "REDIS_TIMEOUT_MS"];

async function writeFunctionParameters(folder: string, environment: Record<string, string>): Promise<void> {
  const lines = functionParameters.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [`${name}=${value}\n`];
  });
  await writeFile(join(folder, ".env.local"), lines.join(""));
}

async function startLocalRedis(port: number, run: Run): Promise<string> {
  const { startRedis } = await import("../redis/server.js");
  const redisUrl = process.env["REDIS_URL"];
  const redis = await startRedis({ port, token: redisToken, ...(redisUrl ? { redisUrl } : {}) });
  run.onStop(() => redis.close());
  return redis.engine;
}

async function startLocalMailbox({ smtp, mailbox }: Ports, run: Run): Promise<void> {
  const { startMailbox } = await import("../mailbox/server.js");
  const running = await startMailbox({ smtpPort: smtp, httpPort: mailbox });
  run.onStop(() => running.close());
}

async function startEmulators(
  options: StackOptions,
  emulators: readonly EmulatorName[],
  environment: Environment,
  ui: boolean,
  ports: Ports,
  run: Run,
): Promise<Suite> {
  const temporaryDir = temporaryDirOf(run.tag);
  await mkdir(temporaryDir);
  const settingsDir = join(temporaryDir, "settings");
  say(`starting ${emulators.join(", ")}`);
  const suite = startSuite({
    configFile: await writeLocalConfig(options.configFile, ports),
    only: emulators,
    ui,
    environment: {
      ...suiteEnvironment({ ports, market: options.market, temporaryDir, settingsDir }),
      ...environment,
    },
    logsDir: await freshLogsDir(),
    importDir: options.importDir,
    exportDir: options.exportDir,
    verbose: options.verbose,
    warnings: options.warnings ?? false,
    onStop: (stop) => run.onStop(stop),
    signal: run.signal,
    stopMs: cleanStopMs + (options.exportDir ? exportMs : 0),
  });
  return suite;
}

/** A folder for the logs of this run; only those of the last few runs are kept. */
async function freshLogsDir(): Promise<string> {
  const logs = join(cacheDir, "logs");
  await mkdir(logs, { recursive: true });
  const old = (await readdir(logs)).sort().slice(0, -keptLogs);
  await Promise.all(old.map((name) => rm(join(logs, name), { recursive: true, force: true })));
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return join(logs, `${stamp}-${randomUUID().slice(0, 4)}`);
}

/** firebase-tools goes on when a Java emulator is killed from outside, so their processes are watched here. */
function watch(suite: Suite, run: Run): Promise<string> {
  return new Promise((resolve) => {
    void suite.exited.then((how) => resolve(`firebase-tools ${how}`));
    void findTagged(run.tag).then((processes) => {
      const servers = processes.filter(({ command }) => watchedCommands.test(command));
      const timer = setInterval(() => {
        const gone = servers.find(({ pid }) => !signalProcess(pid, 0));
        if (gone) resolve(`process ${gone.pid} ended: ${gone.command}`);
      }, watchPeriodMs);
      timer.unref();
      run.onStop(() => clearInterval(timer));
    });
  });
}

async function failed(crashed: Promise<string>): Promise<never> {
  throw new SetupError(`the emulators ended while starting: ${await crashed}`);
}

/** What needs running emulators: the check that functions loaded, the seed and then the schedules. */
async function finish(
  options: StackOptions,
  emulators: readonly EmulatorName[],
  environment: Environment,
  ports: Ports,
  run: Run,
): Promise<readonly string[]> {
  const hasFunctions = emulators.includes("functions");
  if (hasFunctions && (await loadedTriggers(ports.functions)).length === 0) {
    throw new SetupError("the functions emulator has loaded no function; the reason is above");
  }
  run.signal.throwIfAborted();
  if (emulators.includes("firestore")) await warmRules(`${host}:${ports.firestore}`);
  if (options.seed && emulators.includes("firestore") && emulators.includes("auth")) {
    Object.assign(process.env, environment);
    const { seed } = await import("../seed/seed.js");
    await seed({ log: say });
  }
  run.signal.throwIfAborted();
  if (!hasFunctions || !emulators.includes("pubsub")) return [];
  const scheduler = await startScheduler({ functionsPort: ports.functions, market: options.market });
  run.onStop(() => scheduler.stop());
  return scheduler.names;
}
