import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./paths.js";

export const projectId = "demo-bourse";
export const region = "us-central1";
export const host = "127.0.0.1";
const redisPort = 8079;
/** Where mail is taken, and where it is shown. */
const smtpPort = 2525;
const mailboxPort = 8025;
/** Guards nothing: the local server listens on the loopback address only. Production's is a secret. */
export const redisToken = "bourse-local";

/** What firebase-tools runs, in the order of the table that `start` prints. */
export const emulatorNames = [
  "hosting",
  "auth",
  "functions",
  "firestore",
  "storage",
  "pubsub",
  "tasks",
  "eventarc",
] as const;
export type EmulatorName = (typeof emulatorNames)[number];
export type PartName = EmulatorName | "redis" | "mailbox";

/** Ports by part, read from firebase.json so that there is one place to change one. */
export type Ports = Record<PartName | "ui" | "hub" | "logging" | "websocket" | "smtp", number>;

interface FirebaseJson {
  functions: { source: string }[];
  emulators: Record<string, { port: number; websocketPort?: number }>;
}

export const defaultConfigFile = join(root, "firebase.json");

/** The folder that the functions emulator loads. */
export function functionsFolder(configFile: string): string {
  return join(dirname(configFile), readConfig(configFile).functions[0]?.source ?? "functions");
}

function readConfig(file: string): FirebaseJson {
  return JSON.parse(readFileSync(file, "utf8")) as FirebaseJson;
}

export function readPorts(configFile: string): Ports {
  const { emulators } = readConfig(configFile);
  const port = (name: string): number => {
    const found = name === "websocket" ? emulators["firestore"]?.websocketPort : emulators[name]?.port;
    if (found === undefined) throw new Error(`${configFile} names no port for ${name}`);
    return found;
  };
  return {
    hosting: port("hosting"),
    auth: port("auth"),
    functions: port("functions"),
    firestore: port("firestore"),
    storage: port("storage"),
    pubsub: port("pubsub"),
    tasks: port("tasks"),
    eventarc: port("eventarc"),
    ui: port("ui"),
    hub: port("hub"),
    logging: port("logging"),
    websocket: port("websocket"),
    redis: redisPort,
    mailbox: mailboxPort,
    smtp: smtpPort,
  };
}
