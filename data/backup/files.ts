/** The objects of Cloud Storage: a line each, and the bytes in a file that is named by their digest. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { canonicalJson } from "../../functions/src/ledger/entry-record.js";
import type { Bucket } from "./place.js";

type File = ReturnType<Bucket["file"]>;

type StoredFile = {
  readonly name: string;
  readonly sha256: string;
  /** What was set with it: type, cache, disposition, and `metadata` of its own. */
  readonly about: Readonly<Record<string, unknown>>;
};

const pageSize = 200;
const about = [
  "contentType",
  "cacheControl",
  "contentDisposition",
  "contentEncoding",
  "contentLanguage",
  "metadata",
];

/**
 * The lines of all objects, in the order of their names.
 * @param folder where the bytes are kept; null: they are only digested
 */
export async function* fileLines(
  bucket: Bucket,
  prefix: string,
  folder: string | null,
): AsyncGenerator<string> {
  for (const file of await filesOf(bucket, prefix)) {
    const sha256 = await digest(file, folder);
    const own = about.flatMap((name) => {
      const value = (file.metadata as Record<string, unknown>)[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    yield canonicalJson({ name: file.name, sha256, about: Object.fromEntries(own) } satisfies StoredFile);
  }
}

async function filesOf(bucket: Bucket, prefix: string): Promise<File[]> {
  const files: File[] = [];
  for (let pageToken: string | undefined; ;) {
    const query = { prefix, maxResults: pageSize, autoPaginate: false, ...(pageToken && { pageToken }) };
    const [page, next] = await bucket.getFiles(query);
    files.push(...page);
    pageToken = (next as { pageToken?: string } | null)?.pageToken;
    if (!pageToken) return files.sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}

async function digest(file: File, folder: string | null): Promise<string> {
  const hash = createHash("sha256");
  const seen = new PassThrough();
  seen.on("data", (chunk: Buffer) => hash.update(chunk));
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (folder === null) {
    await pipeline(file.createReadStream({ validation: false }), seen, nowhere);
    return hash.digest("hex");
  }
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, "partial");
  await pipeline(file.createReadStream({ validation: false }), seen, createWriteStream(partial));
  const sha256 = hash.digest("hex");
  renameSync(partial, join(folder, sha256));
  return sha256;
}

/** @throws where its bytes are not in the folder */
export async function writeFile(bucket: Bucket, line: string, folder: string): Promise<void> {
  const { name, sha256, about: metadata } = JSON.parse(line) as StoredFile;
  const bytes = join(folder, sha256);
  if (!existsSync(bytes)) throw new Error(`the backup lacks the bytes of ${name}`);
  const target = bucket.file(name).createWriteStream({ resumable: false, validation: false, metadata });
  await pipeline(createReadStream(bytes), target);
}

export async function wipeFiles(bucket: Bucket, prefix: string): Promise<void> {
  for (const file of await filesOf(bucket, prefix)) await file.delete({ ignoreNotFound: true });
}
