import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { createContext } from "../platform/context.js";
import { fileRecordSchema } from "./file.js";
import { writeGeneratedFile, type GeneratedFile } from "./generating.js";
import { findObject, listObjects, readObject } from "./objects.js";
import { putFile, readBook, readFile } from "./store.js";

const chunkBytes = 1024 * 1024;

describe("a generated file", function () {
  this.timeout(180_000);
  const context = createContext({ db: adminDb() });
  const given = (): GeneratedFile => ({
    ...{ fileId: uniqueName("job-"), uid: uniqueName("owner"), kind: "statement", jobId: "job" },
    ...{ name: "Statement 2026-01/final.csv", contentType: "text/csv" },
  });
  async function* pieces(...all: (string | Uint8Array)[]) {
    yield* all;
    await Promise.resolve();
  }
  const objectsOf = async (file: GeneratedFile) =>
    (
      await listObjects(await context.buckets.files(), `files/${file.uid}/`, { limit: 10, after: null })
    ).objects.map(({ name }) => name);

  async function text(name: string, generation: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of readObject(await context.buckets.files(), { name, generation }))
      chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it("is streamed to Storage and ready at once, with size and checksum of what was written (R-FILE-1)", async () => {
    const file = given();
    const record = await writeGeneratedFile(
      context,
      file,
      pieces("date,amount\n", Buffer.from("2026,1.00\n")),
    );
    assert.deepEqual([record.status, record.name, record.size], ["ready", "final.csv", 22]);
    assert.equal(record.checksum, createHash("sha256").update("date,amount\n2026,1.00\n").digest("hex"));
    assert.deepEqual((await readFile(context.db, file.fileId))?.record, fileRecordSchema.parse(record));
    const facts = await findObject(await context.buckets.files(), record.path ?? "");
    assert.deepEqual([facts?.contentType, facts?.size], ["text/csv", 22]);
    assert.equal(await text(record.path ?? "", facts?.generation ?? ""), "date,amount\n2026,1.00\n");
    assert.deepEqual((await readBook(context.db, file.uid)).book, { count: 0, bytes: 0, avatar: null });
  });

  it("is answered as it is when it is made again, whatever it would hold now (R-FILE-1, R-JOB-1)", async () => {
    const file = given();
    const first = await writeGeneratedFile(context, file, pieces("one"));
    assert.deepEqual(await writeGeneratedFile(context, file, pieces("two")), first);
    assert.deepEqual(await objectsOf(file), [first.path]);
  });

  it("is one file with one object when it is made five times at once (R-FILE-1, R-JOB-1)", async () => {
    const file = given();
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, at) => writeGeneratedFile(context, file, pieces(`content ${at}`))),
    );
    assert.equal(new Set(made.map(({ path }) => path)).size, 1);
    assert.deepEqual(await objectsOf(file), [made[0]?.path]);
  });

  it("leaves nothing behind when its content fails half-way, and can be made again (R-FILE-1)", async () => {
    const file = given();
    async function* failing() {
      yield "half";
      await Promise.resolve();
      throw new Error("the ledger is away");
    }
    await assert.rejects(writeGeneratedFile(context, file, failing()), /the ledger is away/);
    assert.equal(await readFile(context.db, file.fileId), undefined);
    assert.deepEqual(await objectsOf(file), []);
    assert.equal((await writeGeneratedFile(context, file, pieces("whole"))).size, 5);
  });

  it("takes the place of a record that is not ready (R-FILE-1)", async () => {
    const file = given();
    const record = await writeGeneratedFile(context, file, pieces("one"));
    const known = await readFile(context.db, file.fileId);
    await putFile(context.db, { ...record, status: "deleted", path: null }, known);
    const again = await writeGeneratedFile(context, file, pieces("two"));
    assert.deepEqual([again.status, again.size], ["ready", 3]);
    assert.notEqual(again.path, record.path);
  });

  it("is refused under an id that is another user's (R-FILE-1)", async () => {
    const file = given();
    await writeGeneratedFile(context, file, pieces("one"));
    await assert.rejects(
      writeGeneratedFile(context, { ...file, uid: "another" }, pieces("two")),
      /another's/,
    );
  });

  it("of 100 MiB is written in bounded memory (R-FILE-1)", async () => {
    const chunk = new Uint8Array(chunkBytes).fill(65);
    let peakBytes = 0;
    const before = process.memoryUsage().rss;
    async function* many() {
      for (let at = 0; at < 100; at++) {
        yield chunk;
        await Promise.resolve();
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss - before);
      }
    }
    const { size } = await writeGeneratedFile(context, { ...given(), contentType: "text/plain" }, many());
    assert.equal(size, 100 * chunkBytes);
    assert.ok(peakBytes < 64 * chunkBytes, `${Math.round(peakBytes / chunkBytes)} MiB more`);
  });
});
