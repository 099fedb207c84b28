import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { throwAwaySigner } from "../../test/support/signer.js";
import { createBuckets } from "../platform/buckets.js";
import { createContext } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { quotaMax } from "./contract.js";
import { deleteFile } from "./deleting.js";
import { settleDue } from "./due.js";
import { emptyBook, uploadGraceMs, uploadIdOf, uploadLifeMs } from "./file.js";
import { readBook, readFile } from "./store.js";
import { createUpload } from "./uploading.js";

describe("the quota of files", function () {
  this.timeout(180_000);
  const context = createContext({ db: adminDb() });
  const signing = { ...context, buckets: createBuckets(throwAwaySigner) };
  const upload = (uid: string, requestId: string, size = 10) =>
    createUpload(signing, uid, {
      ...{ requestId, kind: "document", name: "a.pdf", contentType: "application/pdf", size },
    });
  const book = async (uid: string) => (await readBook(context.db, uid)).book;
  /** As if a user had used so much already. */
  const used = (uid: string, count: number, bytes: number) =>
    adminDb()
      .doc(`fileBooks/${uid}`)
      .set({ ...emptyBook, count, bytes });

  async function race(uid: string, tries: number, size: number) {
    const results = await Promise.allSettled(
      Array.from({ length: tries }, (_, at) => upload(uid, `race-${at}`, size)),
    );
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      assert.ok(result.reason instanceof DomainError);
      assert.equal(result.reason.reason, "file_quota_reached");
    }
    return results.filter(({ status }) => status === "fulfilled").length;
  }

  it("counts files exactly, also when the last places are taken at once (R-FILE-4)", async () => {
    const uid = uniqueName("owner");
    await used(uid, quotaMax.count - 3, 0);
    assert.equal(await race(uid, 8, 10), 3);
    assert.deepEqual(await book(uid), { ...emptyBook, count: quotaMax.count, bytes: 30 });
    await assert.rejects(upload(uid, "one-more"), (error: DomainError) => {
      assert.deepEqual(
        [error.reason, error.details.facts],
        ["file_quota_reached", { unit: "count", limit: "200" }],
      );
      return true;
    });
    assert.equal(await readFile(context.db, uploadIdOf(uid, "one-more")), undefined);
  });

  it("counts bytes exactly, also when the last ones are taken at once (R-FILE-4)", async () => {
    const uid = uniqueName("owner");
    await used(uid, 1, quotaMax.bytes - 2_500);
    assert.equal(await race(uid, 6, 1_000), 2);
    assert.deepEqual(await book(uid), { ...emptyBook, count: 3, bytes: quotaMax.bytes - 500 });
    await assert.rejects(upload(uid, "too-much", 501), (error: DomainError) => {
      assert.deepEqual(error.details.facts, { unit: "bytes", limit: String(quotaMax.bytes) });
      return true;
    });
    await upload(uid, "just-enough", 500);
    assert.equal((await book(uid)).bytes, quotaMax.bytes);
  });

  it("counts one request once, however often and wherever it is repeated (R-DATA-1, R-FILE-4)", async () => {
    const uid = uniqueName("owner");
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(uid, "same")));
    assert.equal(answers.filter(({ replayed }) => !replayed).length, 1);
    assert.equal(new Set(answers.map(({ file }) => file.fileId)).size, 1);
    assert.deepEqual(await book(uid), { ...emptyBook, count: 1, bytes: 10 });
  });

  it("gets back what is deleted or never comes, once (R-FILE-4)", async () => {
    const uid = uniqueName("owner");
    const [deleted, expired] = await Promise.all([upload(uid, "deleted"), upload(uid, "expired", 20)]);
    assert.deepEqual(await book(uid), { ...emptyBook, count: 2, bytes: 30 });
    await Promise.all(Array.from({ length: 4 }, () => deleteFile(context, uid, deleted.file.fileId)));
    assert.deepEqual(await book(uid), { ...emptyBook, count: 1, bytes: 20 });
    const later = { ...context, clock: () => Date.now() + uploadLifeMs + uploadGraceMs + 60_000 };
    const known = await readFile(context.db, expired.file.fileId);
    assert.ok(known);
    assert.equal(await settleDue(context, known), null, "it may still come");
    const sweeps = await Promise.allSettled([1, 2, 3].map(() => settleDue(later, known)));
    assert.equal(
      sweeps.filter((sweep) => sweep.status === "fulfilled" && sweep.value === "expired").length,
      1,
    );
    assert.deepEqual(await book(uid), emptyBook);
    const { record } = (await readFile(context.db, expired.file.fileId)) ?? {};
    assert.deepEqual([record?.status, record?.reason], ["rejected", "upload_expired"]);
  });
});
