import assert from "node:assert/strict";
import { deleteApp } from "firebase/app";
import {
  deleteObject,
  getBytes,
  getMetadata,
  list,
  ref,
  updateMetadata,
  uploadBytes,
  type FirebaseStorage,
} from "firebase/storage";
import { Timestamp } from "firebase-admin/firestore";
import { newUpload, uploadIdOf, type FileRecord } from "../../src/files/file.js";
import { readBook, reserveFile } from "../../src/files/store.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { pdf } from "../support/contents.js";
import { bucket, objectsOf, storageAs } from "../support/files.js";

/** The second wall: these clients hold no signed address, only their sign-in. */
describe("the Storage rules of the project", function () {
  this.timeout(180_000);
  const content = pdf();
  const owner = { uid: uniqueName("owner") };
  const other = { uid: uniqueName("other") };
  let own: FirebaseStorage;
  let others: FirebaseStorage;
  let count = 0;

  before(() => ([own, others] = [storageAs(owner.uid), storageAs(other.uid)]));
  after(() => Promise.all([own, others].map(({ app }) => deleteApp(app))));

  const refuses = (operation: Promise<unknown>) =>
    assert.rejects(operation, { code: "storage/unauthorized" });

  /** A file of the owner that waits for its content, but for what a test spoils. */
  async function announced(change: Partial<FileRecord> | { expiresAt: Timestamp } = {}): Promise<string> {
    const fileId = uploadIdOf(owner.uid, `rules-${count++}`);
    const terms = { uid: owner.uid, fileId, kind: "document", name: "a" } as const;
    const announcement = { contentType: "application/pdf", size: content.length, checksum: null };
    const record = newUpload({ ...terms, ...announcement }, Date.now());
    await reserveFile(adminDb(), record, await readBook(adminDb(), owner.uid));
    await adminDb().doc(`files/${fileId}`).set(change, { merge: true });
    return fileId;
  }
  const send = (storage: FirebaseStorage, name: string, contentType = "application/pdf", bytes = content) =>
    uploadBytes(ref(storage, name), bytes, { contentType });
  const place = (fileId: string) => `quarantine/${owner.uid}/${fileId}`;

  it("let an owner bring what was announced, and nobody else (R-FILE-3)", async () => {
    const fileId = await announced();
    await refuses(send(others, place(fileId)));
    await refuses(send(others, `quarantine/${other.uid}/${fileId}`));
    await send(own, place(fileId));
  });

  it("refuse a type or size that was not announced (R-FILE-3)", async () => {
    const fileId = await announced();
    await refuses(send(own, place(fileId), "image/png"));
    await refuses(send(own, place(fileId), "application/pdf", content.slice(1)));
    await refuses(send(own, place(fileId), "application/pdf", pdf(content.length + 500)));
    await send(own, place(fileId));
  });

  it("refuse a type or size that no kind allows, whatever a record says (R-FILE-3)", async () => {
    const html = await announced({ contentType: "text/html" });
    await refuses(send(own, place(html), "text/html"));
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1);
    await refuses(send(own, place(await announced({ size: bytes.length })), "application/pdf", bytes));
    await refuses(send(own, place(await announced({ size: 0 })), "application/pdf", new Uint8Array()));
  });

  it("refuse what was not announced, came too late, or is checked already (R-FILE-3)", async () => {
    await refuses(send(own, place("never-announced")));
    await refuses(send(own, place(await announced({ expiresAt: Timestamp.fromMillis(Date.now() - 1_000) }))));
    for (const status of ["checking", "ready", "rejected", "deleted"] as const) {
      await refuses(send(own, place(await announced({ status }))));
    }
  });

  it("let an owner read a file that is ready, and nobody write, delete or list (R-FILE-3)", async () => {
    const path = `files/${owner.uid}/a-file/1.pdf`;
    await bucket().file(path).save(Buffer.from(content), { resumable: false });
    assert.equal((await getBytes(ref(own, path))).byteLength, content.length);
    await refuses(getBytes(ref(others, path)));
    for (const storage of [own, others]) {
      await refuses(send(storage, path));
      await refuses(updateMetadata(ref(storage, path), { contentDisposition: "inline" }));
      await refuses(deleteObject(ref(storage, path)));
      await refuses(list(ref(storage, `files/${owner.uid}`)));
      await refuses(list(ref(storage, `quarantine/${owner.uid}`)));
      await refuses(send(storage, `users/${owner.uid}/files/a.pdf`));
      await refuses(send(storage, "elsewhere/a.pdf"));
    }
  });

  it("let nobody read what lies in quarantine, not even its owner (R-FILE-3)", async () => {
    // As if a newer content were being checked: the trigger passes this one over, and it stays.
    const fileId = await announced({ status: "checking", generation: "9".repeat(18) });
    await bucket().file(place(fileId)).save("content", { resumable: false });
    await refuses(getBytes(ref(own, place(fileId))));
    await refuses(getMetadata(ref(own, place(fileId))));
    await refuses(send(own, place(fileId)));
    assert.ok((await objectsOf(owner.uid)).includes(place(fileId)), "it is there to be read");
    await bucket().file(place(fileId)).delete();
  });
});
