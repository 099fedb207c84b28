import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Timestamp } from "firebase-admin/firestore";
import { getBytes, ref, uploadBytes, uploadBytesResumable, type FirebaseStorage } from "firebase/storage";
import type {
  CreateDownloadOutput,
  CreateUploadInput,
  DeleteOutput,
  FileReason,
  ListOutput,
  UpdateOutput,
} from "../../src/files/contract.js";
import { adminDb, storedFor, uniqueName } from "../support/backend.js";
import { csv, infected, pdf, png, zipBomb } from "../support/contents.js";
import {
  announce,
  bucket,
  checked,
  objectsBecome,
  send,
  sendFile,
  storageOf,
  usedBy,
} from "../support/files.js";
import { refused, signUp, type Person } from "../support/people.js";

const text = (content: string) => new TextEncoder().encode(content);

describe("files", function () {
  this.timeout(120_000);
  let person: Person;
  let other: Person;
  let storage: FirebaseStorage;
  let otherStorage: FirebaseStorage;

  before(async () => {
    [person, other] = await Promise.all([signUp(), signUp()]);
    [storage, otherStorage] = [storageOf(person), storageOf(other)];
  });
  after(() => Promise.all([person.close(), other.close()]));

  async function download(fileId: string): Promise<Response> {
    const { url } = await person.call<CreateDownloadOutput>("files-createDownload", { fileId });
    // The emulator serves a signed address without looking at its signature; signing.test.ts does.
    return fetch(url, { signal: AbortSignal.timeout(120_000) });
  }

  it("are uploaded and downloaded with nothing but fetch on signed addresses (R-FILE-1, R-FILE-2)", async () => {
    const user = await signUp();
    const content = pdf(20_000);
    const checksum = createHash("sha256").update(content).digest("hex");
    const announced = await announce(user, { size: content.length, checksum, name: "../Übersicht.pdf" });
    assert.deepEqual([announced.file.status, announced.file.name], ["uploading", "Übersicht.pdf"]);
    assert.ok(announced.upload);
    assert.deepEqual(await usedBy(user.uid), { count: 1, bytes: content.length });
    await refused("file_is_not_ready", user.call("files-createDownload", { fileId: announced.file.fileId }));
    assert.equal(await send(announced.upload, content), 204);
    const ready = await checked(user, announced.file.fileId);
    assert.deepEqual(
      [ready.status, ready.reason, ready.size, ready.checksum],
      ["ready", null, content.length, checksum],
    );
    await objectsBecome(user.uid, [ready.path ?? ""]);
    assert.deepEqual(await usedBy(user.uid), { count: 1, bytes: content.length });
    const { url, expiresAt } = await user.call<CreateDownloadOutput>("files-createDownload", {
      fileId: ready.fileId,
    });
    assert.ok(Date.parse(expiresAt) > Date.now() && Date.parse(expiresAt) < Date.now() + 6 * 60_000);
    const answer = await fetch(url);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), content);
    assert.equal(answer.headers.get("content-type"), "application/pdf");
    assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/);
    assert.match(
      new URL(url).searchParams.get("response-content-disposition") ?? "",
      /^attachment; filename="/,
    );
    await user.close();
  });

  it("are uploaded and downloaded with the real JS SDK, a picture with its dimensions (R-FILE-1, R-FILE-2)", async () => {
    const content = png(64, 48);
    const { file, upload } = await announce(person, {
      ...{ kind: "avatar", name: "me.png", contentType: "image/png", size: content.length },
    });
    const target = ref(storage, upload?.fields["key"]);
    await uploadBytesResumable(target, content, { contentType: "image/png" });
    const ready = await checked(person, file.fileId);
    assert.deepEqual([ready.status, ready.image], ["ready", { width: 64, height: 48 }]);
    // Looked at first: the emulator gives an object a token when its owner reads it.
    const [metadata] = await bucket()
      .file(ready.path ?? "")
      .getMetadata();
    assert.deepEqual(metadata.metadata, { fileId: file.fileId }, "no download token of the uploader is left");
    const bytes = new Uint8Array(await getBytes(ref(storage, ready.path ?? "")));
    assert.deepEqual(bytes, content);
    await assert.rejects(getBytes(ref(otherStorage, ready.path ?? "")), { code: "storage/unauthorized" });
  });

  type Case = {
    readonly title: string;
    readonly content: Uint8Array;
    readonly announced?: Partial<CreateUploadInput>;
    readonly fields?: Readonly<Record<string, string>>;
    readonly reason: FileReason;
  };
  const textTerms = { contentType: "text/plain", name: "notes.txt" };
  const cases: Case[] = [
    { title: "of another type than announced", content: png(2, 2), reason: "type_differs" },
    {
      ...{ title: "sent under another type than announced", content: pdf(), reason: "type_differs" },
      fields: { "content-type": "text/html" },
    },
    {
      ...{ title: "with a spoofed ending", content: text("<html><script>x()</script></html>") },
      ...{ announced: { name: "invoice.pdf.html" }, reason: "type_differs" },
    },
    { title: "longer than announced", content: pdf(500), announced: { size: 499 }, reason: "size_differs" },
    { title: "shorter than announced", content: pdf(500), announced: { size: 501 }, reason: "size_differs" },
    {
      ...{ title: "with another checksum than announced", content: pdf(), reason: "checksum_differs" },
      announced: { checksum: "0".repeat(64) },
    },
    { title: "a zip bomb under an allowed type", content: zipBomb(200), reason: "type_differs" },
    {
      ...{ title: "a picture that unpacks to 400 million pixels", content: png(20_000, 20_000) },
      ...{ announced: { contentType: "image/png", name: "a.png" }, reason: "image_has_too_many_pixels" },
    },
    {
      ...{ title: "packed by its uploader", content: pdf(), reason: "encoding_not_allowed" },
      fields: { "content-encoding": "gzip" },
    },
    {
      ...{ title: "infected, across the border of two reads", content: infected(65_500) },
      ...{ announced: textTerms, reason: "malware_found" },
    },
    {
      ...{ title: "binary under the type of a text", content: png(9, 9), announced: textTerms },
      reason: "text_is_not_plain",
    },
  ];
  for (const { title, content, announced, fields, reason } of cases) {
    it(`are refused where they are ${title}, and nothing is left behind (R-FILE-2)`, async () => {
      const user = await signUp();
      const { file, upload } = await announce(user, { size: content.length, ...announced });
      assert.ok(upload);
      assert.equal(await send(upload, content, fields), 204);
      const rejected = await checked(user, file.fileId);
      assert.deepEqual([rejected.status, rejected.reason, rejected.path], ["rejected", reason, null]);
      await objectsBecome(user.uid, []);
      assert.deepEqual(await usedBy(user.uid), { count: 0, bytes: 0 });
      const call = user.call("files-createDownload", { fileId: file.fileId });
      assert.equal((await refused("file_is_not_ready", call)).facts?.["status"], "rejected");
      await user.close();
    });
  }

  it("are refused where they come too late, and nothing is left behind (R-FILE-1, R-FILE-2)", async () => {
    const user = await signUp();
    const content = pdf();
    const { file, upload } = await announce(user, { size: content.length });
    const hourAgo = Timestamp.fromMillis(Date.now() - 3_600_000);
    await adminDb().doc(`files/${file.fileId}`).update({ expiresAt: hourAgo });
    assert.ok(upload);
    // Storage itself refuses this one by its policy (signing.test.ts); the emulator does not look.
    assert.equal(await send(upload, content), 204);
    const { status, reason } = await checked(user, file.fileId);
    assert.deepEqual([status, reason], ["rejected", "upload_expired"]);
    await objectsBecome(user.uid, []);
    assert.deepEqual(await usedBy(user.uid), { count: 0, bytes: 0 });
    await user.close();
  });

  it("are removed where nobody has announced them, or sent once more after the check (R-FILE-2)", async () => {
    const user = await signUp();
    const content = pdf();
    const { file, upload } = await announce(user, { size: content.length });
    assert.ok(upload);
    const nobody = { key: `quarantine/${user.uid}/never-announced` };
    const foreign = { key: `quarantine/${other.uid}/${file.fileId}` };
    assert.equal(await send(upload, content, nobody), 204);
    assert.equal(await send(upload, content, foreign), 204);
    await objectsBecome(user.uid, []);
    await objectsBecome(other.uid, []);
    assert.equal(await send(upload, content), 204);
    const ready = await checked(user, file.fileId);
    assert.equal(ready.status, "ready");
    await objectsBecome(user.uid, [ready.path ?? ""]);
    assert.equal(await send(upload, infected(0)), 204);
    await objectsBecome(user.uid, [ready.path ?? ""]);
    assert.deepEqual(await checked(user, file.fileId), ready);
    await user.close();
  });

  it("of another user are nobody else's to see, change, fetch or fill (R-FILE-1, R-FILE-3)", async () => {
    const file = await sendFile(person, csv(), { contentType: "text/csv", name: "mine.csv" });
    const ready = await checked(person, file.fileId);
    const before = await storedFor(person.uid);
    const { fileId } = file;
    for (const [name, input] of [
      ["files-get", { fileId }],
      ["files-update", { fileId, name: "theirs.csv" }],
      ["files-delete", { fileId }],
      ["files-createDownload", { fileId }],
    ] as const) {
      await refused("file_not_found", other.call(name, input));
    }
    assert.deepEqual((await other.call<ListOutput>("files-list")).items, []);
    await assert.rejects(getBytes(ref(otherStorage, ready.path ?? "")), { code: "storage/unauthorized" });
    assert.deepEqual(await storedFor(person.uid), before);
    const waiting = await announce(person, { contentType: "text/csv", size: csv().length });
    const theirs = ref(otherStorage, waiting.upload?.fields["key"]);
    await assert.rejects(uploadBytes(theirs, csv(), { contentType: "text/csv" }), {
      code: "storage/unauthorized",
    });
    assert.equal((await download(fileId)).status, 200);
    await person.call("files-delete", { fileId: waiting.file.fileId });
  });

  it("are announced once however often the request is repeated (R-DATA-1, R-FILE-1)", async () => {
    const requestId = uniqueName("upload-");
    const first = await announce(person, { requestId });
    const before = await storedFor(person.uid);
    const again = await announce(person, { requestId });
    assert.deepEqual([again.replayed, again.file], [true, first.file]);
    assert.equal(again.upload?.expiresAt, first.upload?.expiresAt);
    const { fields } = await refused("idempotency_mismatch", announce(person, { requestId, size: 11 }));
    assert.deepEqual(fields, ["size"]);
    assert.deepEqual(await storedFor(person.uid), before);
    await person.call("files-delete", { fileId: first.file.fileId });
    const gone = await announce(person, { requestId });
    assert.deepEqual([gone.replayed, gone.file.status, gone.upload], [true, "deleted", null]);
  });

  it("are renamed, deleted with their content, and both only once (R-FILE-1, R-FILE-4)", async () => {
    const user = await signUp();
    const { fileId } = await sendFile(user, pdf());
    const ready = await checked(user, fileId);
    const rename = () => user.call<UpdateOutput>("files-update", { fileId, name: "a/../Q3 \u202e2026" });
    assert.deepEqual(await rename().then(({ file, replayed }) => [file.name, replayed]), [
      "Q3 2026.pdf",
      false,
    ]);
    const before = await storedFor(user.uid);
    assert.equal((await rename()).replayed, true);
    assert.deepEqual(await storedFor(user.uid), before);
    await objectsBecome(user.uid, [ready.path ?? ""]);
    const remove = () => user.call<DeleteOutput>("files-delete", { fileId });
    const first = await remove();
    assert.deepEqual([first.file.status, first.replayed], ["deleted", false]);
    await objectsBecome(user.uid, []);
    assert.deepEqual(await usedBy(user.uid), { count: 0, bytes: 0 });
    assert.deepEqual(await remove(), { ...first, replayed: true });
    await refused("file_not_found", user.call("files-get", { fileId }));
    await refused("file_not_found", rename());
    assert.deepEqual(await usedBy(user.uid), { count: 0, bytes: 0 });
    await user.close();
  });

  it("replace each other where they are avatars, and stay side by side where they are documents (R-FILE-4)", async () => {
    const user = await signUp();
    const terms = { kind: "avatar", name: "me.png", contentType: "image/png" } as const;
    const first = await checked(user, (await sendFile(user, png(4, 4), terms)).fileId);
    const second = await checked(user, (await sendFile(user, png(5, 5), terms)).fileId);
    assert.deepEqual([first.status, second.status], ["ready", "ready"]);
    await objectsBecome(user.uid, [second.path ?? ""]);
    await refused("file_not_found", user.call("files-get", { fileId: first.fileId }));
    const documents = await Promise.all([sendFile(user, pdf()), sendFile(user, pdf())]);
    const stored = await Promise.all(documents.map(({ fileId }) => checked(user, fileId)));
    await objectsBecome(user.uid, [second, ...stored].map(({ path }) => path ?? "").sort());
    assert.equal((await usedBy(user.uid)).count, 3);
    await user.close();
  });

  it("are listed newest first, page by page, each once, by kind and status (R-FILE-1)", async () => {
    const user = await signUp();
    for (let at = 0; at < 5; at++) await announce(user, { name: `${at}.pdf` });
    const ready = await checked(user, (await sendFile(user, csv(), { contentType: "text/csv" })).fileId);
    await checked(user, (await sendFile(user, png(3, 3), { contentType: "text/csv" })).fileId);
    const everything = (await user.call<ListOutput>("files-list")).items;
    assert.equal(everything.length, 7);
    assert.deepEqual(
      everything.slice(-5).map(({ name }) => name),
      ["4.pdf", "3.pdf", "2.pdf", "1.pdf", "0.pdf"],
    );
    const paged: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 10; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const answer: ListOutput = await user.call("files-list", { limit: 2, ...more });
      paged.push(...answer.items.map(({ fileId }) => fileId));
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    assert.deepEqual(
      paged,
      everything.map(({ fileId }) => fileId),
    );
    const by = async (filters: object) =>
      (await user.call<ListOutput>("files-list", filters)).items.map(({ fileId }) => fileId);
    assert.deepEqual(await by({ status: "ready" }), [ready.fileId]);
    assert.equal((await by({ status: "rejected", kind: "document" })).length, 1);
    assert.equal((await by({ kind: "avatar" })).length, 0);
    await user.close();
  });
});
