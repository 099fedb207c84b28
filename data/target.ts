/** The Firebase project that a command works on: the emulators, unless it was said twice that it is another. */
import { getApps, initializeApp, type App } from "firebase-admin/app";
import { defaultConfigFile, host, readPorts } from "../emulators/stack/addresses.js";

/** What a person must put right before anything can begin. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const emulated = {
  FIRESTORE_EMULATOR_HOST: "firestore",
  FIREBASE_AUTH_EMULATOR_HOST: "auth",
  FIREBASE_STORAGE_EMULATOR_HOST: "storage",
} as const;

export const isEmulated = (project: string) => project.startsWith("demo-");

/** Names the emulators to the SDKs, where nothing has named them yet. A `demo-` project is nowhere else. */
function useEmulators(environment: NodeJS.ProcessEnv): void {
  const ports = readPorts(defaultConfigFile);
  for (const [variable, part] of Object.entries(emulated)) {
    environment[variable] ??= `${host}:${ports[part]}`;
  }
}

/**
 * @param sure whether `--yes` was given
 * @throws UsageError
 */
export function connect(project: string, sure: boolean, environment: NodeJS.ProcessEnv): App {
  if (isEmulated(project)) useEmulators(environment);
  else if (!sure) {
    throw new UsageError(`${project} is not a project of the emulators: say --yes to write to it`);
  } else if (environment["FIRESTORE_EMULATOR_HOST"]) {
    throw new UsageError("FIRESTORE_EMULATOR_HOST is set: it would be the emulators that are written to");
  }
  return getApps()[0] ?? initializeApp({ projectId: project, storageBucket: `${project}.appspot.com` });
}
