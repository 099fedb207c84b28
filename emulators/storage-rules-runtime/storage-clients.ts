import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { initializeApp, deleteApp, type FirebaseApp } from "firebase/app";
import { connectStorageEmulator, getStorage, type FirebaseStorage } from "firebase/storage";
import { defaultConfigFile, host, projectId, readPorts } from "../stack/addresses.js";
import { root } from "../stack/paths.js";

// What the conformance tests need of the running emulators: users, rules, objects and documents of their own.

const requestDeadlineMs = 15_000;
const ports = readPorts(defaultConfigFile);
const storageUrl = `http://${host}:${ports.storage}`;
const documentsUrl = `http://${host}:${ports.firestore}/v1/projects/${projectId}/databases/(default)/documents`;
const asAdmin = { authorization: "Bearer owner" };
const apps: FirebaseApp[] = [];

/** A user's own SDK, signed in with the claims, or signed out. */
export function storageOf(uid: string | undefined, claims: Record<string, unknown> = {}): FirebaseStorage {
  const bucket = `${projectId}.appspot.com`;
  const app = initializeApp({ projectId, storageBucket: bucket, apiKey: "any" }, `rules-${apps.length}`);
  apps.push(app);
  const storage = getStorage(app);
  // A refusal must come at once, not after retries.
  storage.maxUploadRetryTime = requestDeadlineMs;
  storage.maxOperationRetryTime = requestDeadlineMs;
  const user = uid === undefined ? {} : { mockUserToken: { user_id: uid, ...claims } };
  connectStorageEmulator(storage, host, ports.storage, user);
  return storage;
}

export async function closeStorages(): Promise<void> {
  await Promise.all(apps.splice(0).map((app) => deleteApp(app)));
}

/** Puts rules in force; answers false when they do not compile. */
export async function loadRules(content: string, name = "conformance.rules"): Promise<boolean> {
  const answer = await fetch(`${storageUrl}/internal/setRules`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules: { files: [{ name, content }] } }),
    signal: AbortSignal.timeout(requestDeadlineMs),
  });
  await answer.text();
  return answer.ok;
}

/** Puts the repository's rules back in force, under the path at which the emulator watches them. */
export async function restoreProjectRules(): Promise<void> {
  const file = join(root, "storage.rules");
  if (!(await loadRules(await readFile(file, "utf8"), file))) throw new Error(`${file} does not compile`);
}

export async function writeDocument(path: string, fields: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${documentsUrl}/${path}`, {
    method: "PATCH",
    headers: { ...asAdmin, "content-type": "application/json" },
    body: JSON.stringify({ fields }),
    signal: AbortSignal.timeout(requestDeadlineMs),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  await answer.text();
}
