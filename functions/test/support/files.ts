/** Files of the running stack: sent and fetched as any HTTP client would, watched as the web app does. */
import assert from "node:assert/strict";
import { getApps, initializeApp } from "firebase-admin/app";
import { getStorage as adminStorage } from "firebase-admin/storage";
import { initializeApp as initializeClient, type FirebaseApp } from "firebase/app";
import { doc, onSnapshot } from "firebase/firestore";
import { connectStorageEmulator, getStorage, type FirebaseStorage } from "firebase/storage";
import type { CreateUploadInput, CreateUploadOutput, FileView, Upload } from "../../src/files/contract.js";
import { adminDb, host, projectId, uniqueName } from "./backend.js";
import { heard } from "./deadline.js";
import type { Person } from "./people.js";

const deadlineMs = 120_000;
const bucketName = `${projectId}.appspot.com`;

export const bucket = () => adminStorage(getApps()[0] ?? initializeApp({ projectId })).bucket(bucketName);

/** Announces a file; whatever is not given is that of a PDF of ten bytes. */
export function announce(
  person: Person,
  change: Partial<CreateUploadInput> = {},
): Promise<CreateUploadOutput> {
  return person.call("files-createUpload", {
    ...{ requestId: uniqueName("upload-"), kind: "document", name: "Report.pdf" },
    ...{ contentType: "application/pdf", size: 10, ...change },
  });
}

/** Sends content with nothing but `fetch`, as the answer of `createUpload` says. @returns the status */
export async function send(
  upload: Upload,
  content: Uint8Array,
  change: Readonly<Record<string, string>> = {},
): Promise<number> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ ...upload.fields, ...change })) form.append(field, value);
  form.append("file", new Blob([new Uint8Array(content)]));
  const answer = await fetch(upload.url, {
    ...{ method: upload.method, headers: upload.headers, body: form },
    signal: AbortSignal.timeout(deadlineMs),
  });
  await answer.text();
  return answer.status;
}

/** Announces and sends. */
export async function sendFile(
  person: Person,
  content: Uint8Array,
  change: Partial<CreateUploadInput> = {},
): Promise<FileView> {
  const { file, upload } = await announce(person, { size: content.length, ...change });
  assert.ok(upload);
  assert.equal(await send(upload, content), 204);
  return file;
}

type Watched = FileView & { readonly uid: string; readonly path: string | null };

/** Waits, as the web app does, until the file has been checked. */
export function checked(person: Person, fileId: string): Promise<Watched> {
  return heard<Watched>(
    deadlineMs,
    `the check of ${fileId}`,
    (next, fail) =>
      onSnapshot(doc(person.db, "files", fileId), (snapshot) => next(snapshot.data() as Watched), fail),
    ({ status }) => status !== "uploading" && status !== "checking",
  );
}

/** Names of all objects of a user, in quarantine and out of it. */
export async function objectsOf(uid: string): Promise<string[]> {
  const found = await Promise.all(
    ["quarantine", "files"].map((prefix) => bucket().getFiles({ prefix: `${prefix}/${uid}/` })),
  );
  return found.flatMap(([files]) => files.map(({ name }) => name));
}

const askEveryMs = 100;

/** Waits until a user has these objects and no others: content goes after its record has changed. */
export async function objectsBecome(uid: string, expected: readonly string[]): Promise<void> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const names = await objectsOf(uid);
    if (Date.now() > until || JSON.stringify(names) === JSON.stringify(expected)) {
      return assert.deepEqual(names, expected);
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

/** What the quota counts for a user. */
export async function usedBy(uid: string): Promise<{ count: number; bytes: number }> {
  const book = await adminDb().doc(`fileBooks/${uid}`).get();
  return {
    count: (book.get("count") as number | undefined) ?? 0,
    bytes: (book.get("bytes") as number | undefined) ?? 0,
  };
}

/** The person's own Storage SDK. */
export const storageOf = (person: Person): FirebaseStorage => connected(person.db.app);

/** The Storage SDK of a user who is there for Storage only; delete its app at the end. */
export const storageAs = (uid: string): FirebaseStorage =>
  connected(initializeClient({ projectId, apiKey: "demo-key" }, uniqueName("app-")), uid);

function connected(app: FirebaseApp, uid?: string): FirebaseStorage {
  const storage = getStorage(app, `gs://${bucketName}`);
  connectStorageEmulator(storage, host, 9199, uid === undefined ? {} : { mockUserToken: { user_id: uid } });
  // A refusal must come at once, not after retries.
  storage.maxUploadRetryTime = deadlineMs;
  storage.maxOperationRetryTime = deadlineMs;
  return storage;
}
