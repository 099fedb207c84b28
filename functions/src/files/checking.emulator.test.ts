import assert from "node:assert/strict";
import { getStorage } from "firebase-admin/storage";
import { getApps } from "firebase-admin/app";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { infected, pdf, png } from "../../test/support/contents.js";
import { createContext, type Context } from "../platform/context.js";
import { checkUpload } from "./checking.js";
import type { UploadKind } from "./contract.js";
import { deleteFile } from "./deleting.js";
import { settleDue } from "./due.js";
import { emptyBook, newUpload, quarantinePath, uploadIdOf, type FileRecord } from "./file.js";
import { findObject, listObjects, type ObjectFacts } from "./objects.js";
import { readBook, readFile, reserveFile } from "./store.js";

describe("the check of an upload", function () {
  this.timeout(180_000);
  const db = adminDb();
  // A bucket that no trigger listens to: here every event is the test's own.
  const bucket = getStorage(getApps()[0]).bucket(uniqueName("lab-"));
  const files = () => Promise.resolve(bucket);
  const context: Context = { ...createContext({ db }), buckets: { files, signing: files } };
  let uid: string;
  beforeEach(() => (uid = uniqueName("owner")));

  type Terms = { kind?: UploadKind; contentType?: string; atMs?: number };

  async function announced(requestId: string, size: number, terms: Terms = {}): Promise<FileRecord> {
    const { kind = "document", contentType = "application/pdf", atMs = Date.now() } = terms;
    const fileId = uploadIdOf(uid, requestId);
    const record = newUpload({ uid, fileId, kind, name: "a", contentType, size, checksum: null }, atMs);
    await reserveFile(db, record, await readBook(db, uid));
    return record;
  }

  async function arrives(file: FileRecord, content: Uint8Array): Promise<ObjectFacts> {
    const name = quarantinePath(file);
    const { contentType } = file;
    await bucket.file(name).save(Buffer.from(content), { resumable: false, metadata: { contentType } });
    return (await findObject(bucket, name)) ?? assert.fail("the object is there");
  }

  const recordOf = async ({ fileId }: FileRecord) => (await readFile(db, fileId))?.record;
  const objects = async () => {
    const pages = ["quarantine", "files"].map((prefix) =>
      listObjects(bucket, `${prefix}/${uid}/`, { limit: 50, after: null }),
    );
    return (await Promise.all(pages)).flatMap((page) => page.objects.map(({ name }) => name));
  };

  it("has one outcome when its event comes five times at once, and again (R-FILE-2, R-JOB-2)", async () => {
    const file = await announced("one", pdf().length);
    const object = await arrives(file, pdf());
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => checkUpload(context, object)));
    assert.ok(outcomes.some(({ outcome }) => outcome === "ready"));
    assert.ok(outcomes.every(({ outcome }) => ["ready", "settled", "stray"].includes(outcome)));
    const ready = await recordOf(file);
    assert.equal(ready?.status, "ready");
    assert.deepEqual(await objects(), [ready.path]);
    assert.deepEqual((await readBook(db, uid)).book, { ...emptyBook, count: 1, bytes: pdf().length });
    assert.deepEqual(await checkUpload(context, object), { outcome: "stray" });
    assert.deepEqual(await recordOf(file), ready);
    assert.deepEqual(await objects(), [ready.path]);
  });

  it("gives the quota back once when a refusal's event comes five times at once (R-FILE-2, R-FILE-4)", async () => {
    const file = await announced("one", png(2, 2).length);
    const object = await arrives(file, png(2, 2));
    await Promise.all(Array.from({ length: 5 }, () => checkUpload(context, object)));
    assert.equal((await recordOf(file))?.reason, "type_differs");
    assert.deepEqual(await objects(), []);
    assert.deepEqual((await readBook(db, uid)).book, emptyBook);
  });

  it("goes by the generation: an older event that comes late changes nothing (R-FILE-2)", async () => {
    const size = pdf().length;
    const file = await announced("one", size);
    const older = await arrives(file, new Uint8Array(size));
    const newer = await arrives(file, pdf());
    assert.ok(BigInt(newer.generation) > BigInt(older.generation));
    // The newer one is being checked by somebody who has died since.
    const dead = {
      ...context,
      scanner: () => ({ feed: () => assert.fail("dies"), verdict: () => "clean" as const }),
    };
    await assert.rejects(checkUpload(dead, newer), /dies/);
    assert.equal((await recordOf(file))?.status, "checking");
    assert.deepEqual(await checkUpload(context, older), { outcome: "superseded" });
    assert.deepEqual(await checkUpload(context, newer), { outcome: "ready" });
    assert.equal((await objects()).length, 1);
  });

  it("goes on where another died: before it began, and between the copy and the record (R-FILE-2, R-JOB-2)", async () => {
    const file = await announced("one", pdf().length);
    const object = await arrives(file, pdf());
    const dyingAt = (commit: number): Context => {
      let commits = 0;
      const batch = () => {
        if (commits++ < commit) return db.batch();
        throw new Error("died");
      };
      return { ...context, db: Object.assign(Object.create(db) as typeof db, { batch }) };
    };
    await assert.rejects(checkUpload(dyingAt(0), object), /died/);
    assert.equal((await recordOf(file))?.status, "uploading");
    await assert.rejects(checkUpload(dyingAt(1), object), /died/);
    assert.equal((await recordOf(file))?.status, "checking");
    assert.equal((await objects()).length, 2, "copied, and not recorded");
    assert.deepEqual(await checkUpload(context, object), { outcome: "ready" });
    assert.deepEqual(await objects(), [(await recordOf(file))?.path]);
  });

  it("leaves nothing of a file that is deleted while it runs (R-FILE-2)", async () => {
    const file = await announced("one", pdf().length);
    const object = await arrives(file, pdf());
    const deleting: Context = {
      ...context,
      scanner: () => ({
        feed: () => undefined,
        verdict: () => deleteFile(context, uid, file.fileId).then(() => "clean"),
      }),
    };
    assert.equal((await checkUpload(deleting, object)).outcome, "settled");
    assert.equal((await recordOf(file))?.status, "deleted");
    assert.deepEqual(await objects(), []);
    assert.deepEqual((await readBook(db, uid)).book, emptyBook);
  });

  it("looks at what it serves: content that changes meanwhile never becomes ready (R-FILE-2)", async () => {
    const size = infected(100).length;
    const file = await announced("one", size, { contentType: "text/plain" });
    const object = await arrives(file, new TextEncoder().encode("b".repeat(size)));
    const swapping: Context = {
      ...context,
      scanner: () => ({
        feed: () => undefined,
        verdict: () => arrives(file, infected(100)).then(() => "clean"),
      }),
    };
    await assert.rejects(checkUpload(swapping, object), /changed while it was checked/);
    assert.notEqual((await recordOf(file))?.status, "ready");
    const swapped = (await findObject(bucket, quarantinePath(file))) ?? assert.fail("it is still there");
    assert.deepEqual(await checkUpload(context, swapped), { outcome: "rejected", reason: "malware_found" });
  });

  it("keeps the avatar that was asked for last, in whatever order uploads arrive (R-FILE-4)", async () => {
    const terms = { kind: "avatar", contentType: "image/png" } as const;
    const nowMs = Date.now();
    const made = [
      await announced("first", png(4, 4).length, { ...terms, atMs: nowMs }),
      await announced("second", png(5, 5).length, { ...terms, atMs: nowMs + 1_000 }),
      await announced("third", png(6, 6).length, { ...terms, atMs: nowMs + 2_000 }),
    ];
    const arrived = await Promise.all(made.map((file, at) => arrives(file, png(at + 4, at + 4))));
    const [first, second, third] = arrived as [ObjectFacts, ObjectFacts, ObjectFacts];
    await checkUpload(context, second);
    await Promise.all([checkUpload(context, first), checkUpload(context, third)]);
    const states = await Promise.all(made.map(async (file) => (await recordOf(file))?.status));
    assert.deepEqual(states, ["deleted", "deleted", "ready"]);
    assert.deepEqual(await objects(), [(await recordOf(made[2] as FileRecord))?.path]);
    const { book } = await readBook(db, uid);
    assert.deepEqual([book.count, book.avatar?.fileId], [1, made[2]?.fileId]);
  });

  it("is made up for by the sweep where its event got lost, and not before the event had its time (R-FILE-2)", async () => {
    const file = await announced("one", pdf().length);
    await arrives(file, pdf());
    const known = (await readFile(db, file.fileId)) ?? assert.fail("it is there");
    assert.equal(await settleDue(context, known), null);
    const later = { ...context, clock: () => Date.now() + 6 * 60_000 };
    assert.equal(await settleDue(later, known), "checked");
    assert.equal((await recordOf(file))?.status, "ready");
  });

  it("is given up after a day of failures, with the content removed (R-FILE-2)", async () => {
    const file = await announced("one", pdf().length);
    await arrives(file, pdf());
    const known = (await readFile(db, file.fileId)) ?? assert.fail("it is there");
    const tomorrow = { ...context, clock: () => Date.now() + 86_400_000 + 3_600_000 };
    assert.equal(await settleDue(tomorrow, known), "expired");
    assert.equal((await recordOf(file))?.reason, "could_not_be_checked");
    assert.deepEqual(await objects(), []);
    assert.deepEqual((await readBook(db, uid)).book, emptyBook);
  });
});
