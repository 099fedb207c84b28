import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { EmulatorName } from "../stack/addresses.js";
import { say, SetupError } from "../stack/say.js";
import { ToolError } from "./run-tool.js";
import { runnableFirestoreJar, storageRulesRuntimeJar } from "./made-jars.js";

const downloadHost = "https://storage.googleapis.com";
const networkDeadlineMs = 3_000;

type Binary = "firestore" | "storage" | "pubsub";

interface DownloadInfo {
  downloadPathRelativeToCacheDir: string;
  binaryPathRelativeToCacheDir?: string;
}
type DownloadInfos = Record<Binary, DownloadInfo> & { ui: { main: DownloadInfo } };

export interface FoundBinaries {
  /** Variables that point firebase-tools to what was found. */
  environment: Record<string, string>;
  ui: boolean;
}

/**
 * Finds what firebase-tools would download on first use. In order: the variable that names a file, firebase-tools'
 * cache, the Google Cloud SDK, and last the download itself where there is a network.
 */
export async function findBinaries(
  emulators: readonly EmulatorName[],
  wantUi: boolean,
  canReach = canReachDownloads,
): Promise<FoundBinaries> {
  let network: Promise<boolean> | undefined;
  const online = () => (network ??= canReach()); // Asked only when something is missing, and once.
  const environment: Record<string, string> = {};
  for (const name of ["firestore", "storage", "pubsub"] as const) {
    if (!emulators.includes(name)) continue;
    const path = await finders[name]().catch(async (error: unknown) => {
      // No JDK to make the file with: the official one will do, where it can be had.
      if (!(error instanceof ToolError) || !(await online())) throw error;
      return undefined;
    });
    if (path) environment[variableOf(name)] = path;
    else if (!cached(name)) await requireDownload(name, online);
  }
  return { environment, ui: wantUi && (await uiIsThere(online)) };
}

/** Answers a path when firebase-tools would not find the file by itself. */
const finders: Record<Binary, () => Promise<string | undefined>> = {
  firestore: async () => {
    const named = namedFile("firestore");
    if (named || cached("firestore")) return named;
    const sdk = inCloudSdk(sdkPaths.firestore);
    return sdk && (await runnableFirestoreJar(sdk));
  },
  pubsub: () => {
    const named = namedFile("pubsub");
    return Promise.resolve(named || cached("pubsub") ? named : inCloudSdk(sdkPaths.pubsub));
  },
  storage: async () => {
    const named = namedFile("storage");
    if (named || cached("storage")) return named;
    return rulesRuntimeFromSource(); // No SDK carries this one.
  },
};

/** The runtime of this repository, when there is a Firestore emulator, in which the engine that it wraps lies. */
export async function rulesRuntimeFromSource(): Promise<string | undefined> {
  const engine = inCloudSdk(sdkPaths.firestore) ?? namedFile("firestore") ?? cached("firestore");
  return engine && (await storageRulesRuntimeJar(engine));
}

const sdkPaths = {
  firestore: "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar",
  pubsub: "platform/pubsub-emulator/bin/cloud-pubsub-emulator",
};

function variableOf(name: Binary): string {
  return `${name.toUpperCase()}_EMULATOR_BINARY_PATH`;
}

function namedFile(name: Binary): string | undefined {
  const path = process.env[variableOf(name)];
  if (path && !existsSync(path))
    throw new SetupError(`${variableOf(name)} names ${path}, which does not exist`);
  return path || undefined;
}

function cached(name: Binary | "ui"): string | undefined {
  const path = cachePath(name);
  return existsSync(path) ? path : undefined;
}

/** Where firebase-tools keeps its downloads, under the names of the version that is installed. */
function cachePath(name: Binary | "ui"): string {
  const infos = createRequire(import.meta.url)(
    "firebase-tools/lib/emulator/downloadableEmulatorInfo.json",
  ) as DownloadInfos;
  const info = name === "ui" ? infos.ui.main : infos[name];
  const cache = process.env["FIREBASE_EMULATORS_PATH"] || join(homedir(), ".cache", "firebase", "emulators");
  return join(cache, info.binaryPathRelativeToCacheDir ?? info.downloadPathRelativeToCacheDir);
}

/** The SDK's root is two folders above the file that `gcloud` on the PATH resolves to. */
function inCloudSdk(relative: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const gcloud = join(folder, "gcloud");
    if (!existsSync(gcloud)) continue;
    const path = join(dirname(dirname(realpathSync(gcloud))), relative);
    if (existsSync(path)) return path;
  }
  return undefined;
}

async function canReachDownloads(): Promise<boolean> {
  try {
    await fetch(downloadHost, { method: "HEAD", signal: AbortSignal.timeout(networkDeadlineMs) });
    return true;
  } catch {
    return false;
  }
}

const sdkComponents: Record<Binary, string> = {
  firestore: "cloud-firestore-emulator",
  storage: "cloud-firestore-emulator",
  pubsub: "pubsub-emulator",
};

async function requireDownload(name: Binary, online: () => Promise<boolean>): Promise<void> {
  if (await online()) {
    say(`firebase-tools will download the ${name} emulator (once)`);
    return;
  }
  throw new SetupError(
    `the ${name} emulator is missing and ${downloadHost} cannot be reached to get it. One of these helps:\n` +
      `  put the file at ${cachePath(name)}\n` +
      `  or name it in ${variableOf(name)}\n` +
      `  or install the Google Cloud SDK's ${sdkComponents[name]} with gcloud on the PATH`,
  );
}

async function uiIsThere(online: () => Promise<boolean>): Promise<boolean> {
  if (cached("ui")) return true;
  if (await online()) return true;
  say(`Emulator UI is off: ${cachePath("ui")} is missing and cannot be downloaded from here`);
  return false;
}
