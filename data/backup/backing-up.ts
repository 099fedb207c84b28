/** Takes a backup, or only its digests. A backup is complete when its manifest is there, which is written last. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../target.js";
import { fileLines } from "./files.js";
import { openLines, type LineWriter } from "./line-files.js";
import { collectionOf, lineOf } from "./lines.js";
import { lineDigest, manifestFile, type Manifest, type Part } from "./manifest.js";
import type { Place } from "./place.js";

export const filesFolder = "files";

/** @param folder must not be there @throws UsageError */
export async function backUp(place: Place, folder: string): Promise<Manifest> {
  if (existsSync(folder)) throw new UsageError(`${folder} is there already: a backup is never written over`);
  // What an interrupted one has left is not a backup.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const manifest = await copyOf(place, partial);
  writeFileSync(join(partial, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(partial, folder);
  return manifest;
}

/** @param folder where the copy is written; null: nowhere, for its digests */
export async function copyOf(place: Place, folder: string | null): Promise<Manifest> {
  const { firestore, auth, bucket, options } = place;
  const { project, database, filePrefix } = options;
  const files = folder === null ? null : join(folder, filesFolder);
  return {
    ...{ format: "bourse-backup", version: 1, project, database },
    takenAt: new Date().toISOString(),
    firestore: firestore && (await copyDocuments(firestore, folder)),
    auth: auth && (await copyLines(auth.lines(), folder, "sign-ins.ndjson.gz")),
    storage: bucket && (await copyLines(fileLines(bucket, filePrefix, files), folder, "files.ndjson.gz")),
  };
}

type Writing = {
  readonly file: string;
  readonly writer: LineWriter | null;
  readonly digest: ReturnType<typeof lineDigest>;
};

const openWriting = (folder: string | null, file: string): Writing => ({
  file,
  writer: folder === null ? null : openLines(join(folder, file)),
  digest: lineDigest(),
});

async function add({ writer, digest }: Writing, line: string): Promise<void> {
  digest.add(line);
  await writer?.write(line);
}

async function close({ file, writer, digest }: Writing): Promise<Part> {
  await writer?.close();
  return { file, ...digest.end() };
}

async function copyDocuments(firestore: NonNullable<Place["firestore"]>, folder: string | null) {
  const collections = new Map<string, Writing>();
  for await (const document of firestore.documents()) {
    const name = collectionOf(document.path);
    let writing = collections.get(name);
    if (!writing) {
      writing = openWriting(folder, `${encodeURIComponent(name).replaceAll("%2F", ".")}.ndjson.gz`);
      collections.set(name, writing);
    }
    await add(writing, lineOf(document, firestore.root));
  }
  const parts: Record<string, Part> = {};
  for (const name of [...collections.keys()].sort()) {
    const writing = collections.get(name);
    if (writing) parts[name] = await close(writing);
  }
  return parts;
}

async function copyLines(lines: AsyncIterable<string>, folder: string | null, file: string): Promise<Part> {
  const writing = openWriting(folder, file);
  for await (const line of lines) await add(writing, line);
  return close(writing);
}
