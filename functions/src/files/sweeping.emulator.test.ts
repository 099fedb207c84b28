import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { bucket, objectsOf } from "../../test/support/files.js";
import { createContext } from "../platform/context.js";
import { emptyBook, newUpload, retentionMs, uploadIdOf } from "./file.js";
import { writeGeneratedFile } from "./generating.js";
import { readBook, readFile, reserveFile } from "./store.js";
import { sweepFiles } from "./sweeping.js";

const hoursMs = (hours: number) => hours * 3_600_000;

describe("the sweep of files", function () {
  this.timeout(180_000);
  const context = createContext({ db: adminDb() });
  const after = (ms: number) => ({ ...context, clock: () => Date.now() + ms });

  async function announced(uid: string) {
    const terms = { uid, fileId: uploadIdOf(uid, "one"), kind: "document", name: "a" } as const;
    const content = { contentType: "application/pdf", size: 10, checksum: null };
    const record = newUpload({ ...terms, ...content }, Date.now());
    await reserveFile(context.db, record, await readBook(context.db, uid));
    return record;
  }

  async function* content() {
    yield await Promise.resolve("a,b");
  }
  const generated = (uid: string) =>
    writeGeneratedFile(
      context,
      {
        ...{ fileId: uniqueName("job-"), uid, kind: "export", name: "a.csv" },
        ...{ contentType: "text/csv", jobId: "job" },
      },
      content(),
    );

  it("touches nothing that is young, and nothing that is whole, whatever its age (R-FILE-2)", async () => {
    const uid = uniqueName("owner");
    const waiting = await announced(uid);
    const whole = await generated(uid);
    await bucket().file(`files/${uid}/young/1.csv`).save("of a job that has not recorded it yet");
    await sweepFiles(context);
    assert.deepEqual((await readFile(context.db, waiting.fileId))?.record, waiting);
    assert.deepEqual(await objectsOf(uid), [whole.path, `files/${uid}/young/1.csv`].sort());
    await sweepFiles(after(hoursMs(2)));
    assert.deepEqual((await readFile(context.db, whole.fileId))?.record, whole);
    assert.deepEqual(await objectsOf(uid), [whole.path]);
  });

  it("ends uploads that never came, removes what nobody points to, marks what lost its content (R-FILE-2)", async () => {
    const uid = uniqueName("owner");
    const never = await announced(uid);
    const [kept, lost] = [await generated(uid), await generated(uid)];
    await bucket()
      .file(lost.path ?? "")
      .delete();
    await bucket().file(`files/${uid}/${kept.fileId}/of-a-dead-attempt.csv`).save("a,b");
    await bucket().file(`files/${uid}/no-such-file/1.csv`).save("a,b");
    await bucket().file(`files/${uid}/not-even-a-place`).save("a,b");
    // Twice, late, and beside itself.
    await Promise.all(Array.from({ length: 3 }, () => sweepFiles(after(hoursMs(2)))));
    await sweepFiles(after(hoursMs(3)));
    const [ended, missing] = await Promise.all(
      [never, lost].map(async ({ fileId }) => (await readFile(context.db, fileId))?.record),
    );
    assert.deepEqual([ended?.status, ended?.reason], ["rejected", "upload_expired"]);
    assert.deepEqual([missing?.status, missing?.reason], ["rejected", "content_is_missing"]);
    assert.deepEqual(await objectsOf(uid), [kept.path]);
    assert.deepEqual((await readBook(context.db, uid)).book, emptyBook);
  });

  it("forgets the record of a file a month after its end, and not before (R-FILE-2)", async () => {
    const uid = uniqueName("owner");
    const { fileId } = await announced(uid);
    await sweepFiles(after(hoursMs(2)));
    await sweepFiles(after(retentionMs));
    assert.equal((await readFile(context.db, fileId))?.record.status, "rejected");
    await sweepFiles(after(retentionMs + hoursMs(4)));
    assert.equal(await readFile(context.db, fileId), undefined);
  });

  it("goes past a record that cannot be read, and leaves its content alone (R-FILE-2)", async () => {
    const uid = uniqueName("owner");
    const broken = await generated(uid);
    await adminDb().doc(`files/${broken.fileId}`).update({ size: "ten" });
    const never = await announced(uid);
    await sweepFiles(after(hoursMs(2)));
    assert.equal((await readFile(context.db, never.fileId))?.record.status, "rejected");
    assert.deepEqual(await objectsOf(uid), [broken.path]);
    await adminDb().doc(`files/${broken.fileId}`).delete();
  });
});
