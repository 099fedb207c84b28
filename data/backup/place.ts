/** What is backed up or restored: one database, the sign-ins and the files of a project on the emulators. */
import type { App } from "firebase-admin/app";
import { getStorage } from "firebase-admin/storage";
import { connect, isEmulated, UsageError } from "../target.js";
import { authRest, type AuthRest } from "./auth-rest.js";
import { firestoreRest, type FirestoreRest } from "./firestore-rest.js";

export const partNames = ["firestore", "auth", "storage"] as const;
export type PartName = (typeof partNames)[number];

export type PlaceOptions = {
  readonly project: string;
  readonly database: string;
  readonly only: readonly PartName[];
  /** Only users whose uid begins with it. */
  readonly uidPrefix: string;
  /** Only files whose name begins with it. */
  readonly filePrefix: string;
};

export type Bucket = ReturnType<ReturnType<typeof getStorage>["bucket"]>;

export type Place = {
  readonly options: PlaceOptions;
  readonly firestore: FirestoreRest | null;
  readonly auth: AuthRest | null;
  readonly bucket: Bucket | null;
};

export const everything: PlaceOptions = {
  ...{ project: "demo-bourse", database: "(default)", only: partNames, uidPrefix: "", filePrefix: "" },
};

/** @throws UsageError where the project is not one of the emulators */
export function openPlace(options: PlaceOptions, environment: NodeJS.ProcessEnv): Place {
  const { project, database, only, uidPrefix } = options;
  if (!isEmulated(project)) {
    throw new UsageError(
      `${project} is not a project of the emulators. Production is backed up by Google's own commands: docs/backup.md`,
    );
  }
  const app: App = connect(project, false, environment);
  const hostOf = (name: string) => environment[name] ?? "";
  const has = (part: PartName) => only.includes(part);
  return {
    options,
    firestore: has("firestore") ? firestoreRest(hostOf("FIRESTORE_EMULATOR_HOST"), project, database) : null,
    auth: has("auth") ? authRest(hostOf("FIREBASE_AUTH_EMULATOR_HOST"), project, uidPrefix) : null,
    bucket: has("storage") ? getStorage(app).bucket(`${project}.appspot.com`) : null,
  };
}
