import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findMarked, type FoundProcess } from "./processes.js";

// A launcher started by a test, on ports of its own, with a mark by which everything that it starts is found.

const bootstrap = fileURLToPath(new URL("../bootstrap.mjs", import.meta.url));
const markName = "BOURSE_TEST_MARK";
const waitMs = 90_000;
const pollMs = 50;

const emulators = [
  "auth",
  "firestore",
  "storage",
  "hosting",
  "functions",
  "pubsub",
  "tasks",
  "eventarc",
] as const;

export interface Launched {
  child: ChildProcess;
  /** Both streams, in the order in which they came. */
  output(): string;
  /** Waits for a text in the output; throws when the launcher ends first. */
  said(text: string | RegExp): Promise<void>;
  /** The exit code, 128 and more for a signal. */
  ended(): Promise<number>;
  /** Everything alive that the launcher or its children have started. */
  alive(): Promise<FoundProcess[]>;
}

export interface Ground {
  config: string;
  ports: Record<string, number>;
  folder: string;
  /** Runs the bootstrap of this repository, or another one. */
  launch(args: string[], environment?: Record<string, string>, script?: string): Launched;
  leave(): Promise<void>;
}

/** A project folder whose firebase.json names free ports. */
export async function prepareGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "bourse-launcher-"));
  const names = [...emulators, "hub", "logging", "ui", "websocket"];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
  const sections = [...emulators, "hub", "logging", "ui"].map((name) => [
    name,
    {
      host: "127.0.0.1",
      port: ports[name],
      ...(name === "firestore" ? { websocketPort: ports["websocket"] } : {}),
    },
  ]);
  const config = join(folder, "firebase.json");
  const settings = { emulators: { singleProjectMode: true, ...(Object.fromEntries(sections) as object) } };
  await writeFile(config, JSON.stringify({ functions: [{ source: "functions" }], ...settings }));
  return {
    ...{ config, ports, folder },
    launch: (args, environment = {}, script = bootstrap) =>
      launch([script, ...args], { TMPDIR: folder, ...environment }),
    leave: () => rm(folder, { recursive: true, force: true }),
  };
}

function launch(args: string[], environment: Record<string, string>): Launched {
  const mark = randomUUID();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment, [markName]: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let code: number | undefined;
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.on("close", (status, signal) => (code = signal ? 128 : (status ?? 1)));
  const wait = async (what: string, done: () => boolean) => {
    const deadline = Date.now() + waitMs;
    while (!done()) {
      if (Date.now() > deadline) throw new Error(`${what} did not come:\n${text}`);
      await delay(pollMs);
    }
  };
  return {
    child,
    output: () => text,
    said: async (wanted) => {
      const isThere = () => (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text));
      await wait(String(wanted), () => isThere() || code !== undefined);
      if (!isThere()) throw new Error(`the launcher ended (${code}) before ${wanted}:\n${text}`);
    },
    ended: async () => {
      await wait("the end", () => code !== undefined);
      return code ?? 1;
    },
    alive: () => findMarked(markName, mark),
  };
}

/** Ports that nothing listened on a moment ago, asked for together so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
