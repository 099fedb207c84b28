import { availableParallelism } from "node:os";
import { host, projectId, redisToken, type PartName, type Ports } from "./addresses.js";
import { compileCacheDir } from "./compile-cache.js";

export type Environment = Record<string, string>;

/** What a process needs to talk to the running parts: the SDKs read these names by themselves. */
export function clientEnvironment(ports: Ports, parts: readonly PartName[]): Environment {
  const address = (name: PartName): string => `${host}:${ports[name]}`;
  const byPart: Partial<Record<PartName, Environment>> = {
    auth: { FIREBASE_AUTH_EMULATOR_HOST: address("auth") },
    firestore: { FIRESTORE_EMULATOR_HOST: address("firestore") },
    storage: {
      FIREBASE_STORAGE_EMULATOR_HOST: address("storage"),
      STORAGE_EMULATOR_HOST: `http://${address("storage")}`,
    },
    pubsub: { PUBSUB_EMULATOR_HOST: address("pubsub") },
    tasks: { CLOUD_TASKS_EMULATOR_HOST: address("tasks") },
    eventarc: { CLOUD_EVENTARC_EMULATOR_HOST: `http://${address("eventarc")}` },
    redis: redisEnvironment(ports),
    mailbox: { BOURSE_MAILBOX_URL: `http://${address("mailbox")}` },
  };
  const firebaseConfig = { projectId, storageBucket: `${projectId}.appspot.com` };
  return Object.assign(
    {
      GCLOUD_PROJECT: projectId,
      FIREBASE_CONFIG: JSON.stringify(firebaseConfig),
      METADATA_SERVER_DETECTION: "none",
    },
    ...parts.map((part) => byPart[part] ?? {}),
  ) as Environment;
}

// Production's 300 is too short where one machine carries every part and starts a process for each function.
const redisTimeoutMs = 3_000;

function redisEnvironment(ports: Ports): Environment {
  return {
    UPSTASH_REDIS_REST_URL: `http://${host}:${ports.redis}`,
    UPSTASH_REDIS_REST_TOKEN: redisToken,
    REDIS_TIMEOUT_MS: String(redisTimeoutMs),
  };
}

// One process for each call in flight, about 100 MB and a second of CPU each: above a few for each core, calls
// finish sooner by waiting in line than by starting another process.
const workersPerCore = 8;
// Seconds. The ten that firebase-tools allows are too few for a cold start on a busy machine.
const discoveryTimeoutS = 90;

export interface SuiteEnvironmentOptions {
  ports: Ports;
  market: "live" | "paused";
  /** Where the emulators may leave sockets, blobs and their hub file. */
  temporaryDir: string;
  /** Keeps firebase-tools' own settings (sign-in, usage reports, news) out of the local stack. */
  settingsDir: string;
}

/** The environment of firebase-tools and, through it, of every function. */
export function suiteEnvironment(options: SuiteEnvironmentOptions): Environment {
  return {
    ...redisEnvironment(options.ports),
    BOURSE_SMTP_URL: `smtp://${host}:${options.ports.smtp}`,
    BOURSE_MARKET: options.market,
    METADATA_SERVER_DETECTION: "none",
    NODE_COMPILE_CACHE: compileCacheDir,
    FUNCTIONS_EMULATOR_PARALLEL: String(workersPerCore * availableParallelism()),
    FUNCTIONS_DISCOVERY_TIMEOUT: String(discoveryTimeoutS),
    // Functions are discovered through a file, not through one more server on a random port.
    FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: "true",
    NO_UPDATE_NOTIFIER: "1",
    // Makes firebase-tools skip the news that it fetches at start.
    CI: "true",
    TMPDIR: options.temporaryDir,
    XDG_CONFIG_HOME: options.settingsDir,
  };
}
