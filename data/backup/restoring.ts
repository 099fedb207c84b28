/**
 * Restores a backup and proves it: what is there afterwards has the digests of the manifest. An interrupted restore
 * leaves a part; it is repeated with `--wipe`.
 */
import { join } from "node:path";
import { atOnce, inGroups } from "../at-once.js";
import { UsageError } from "../target.js";
import { copyOf, filesFolder } from "./backing-up.js";
import { wipeFiles, writeFile } from "./files.js";
import type { RestDocument } from "./firestore-rest.js";
import { readLines } from "./line-files.js";
import { documentOf } from "./lines.js";
import { differences, digestsOf, lineDigest, readManifest, type Manifest, type Part } from "./manifest.js";
import type { Place } from "./place.js";

const groupSize = 200;
const writersAtOnce = 4;
/** Firestore takes requests up to 10 MiB. */
const groupBytesMax = 4 * 1024 * 1024;

export type Restored = { readonly manifest: Manifest; readonly differing: readonly string[] };

/**
 * @param wipe whether what is there may be deleted
 * @throws UsageError where something is there, or the backup is damaged: then nothing was written
 */
export async function restore(place: Place, folder: string, wipe: boolean): Promise<Restored> {
  const manifest = readManifest(folder);
  requireParts(place, manifest);
  for (const part of partsOf(manifest, place)) await requireWhole(folder, part);
  if (wipe) await wipeAll(place);
  else await requireEmpty(place);
  await writeAll(place, folder, manifest);
  const differing = differences(digestsOf(chosen(manifest, place)), digestsOf(await copyOf(place, null)));
  return { manifest, differing };
}

/** The parts of a backup that are to be restored. */
const chosen = (manifest: Manifest, { firestore, auth, bucket }: Place): Manifest => ({
  ...manifest,
  firestore: firestore && manifest.firestore,
  auth: auth && manifest.auth,
  storage: bucket && manifest.storage,
});

function requireParts({ firestore, auth, bucket }: Place, manifest: Manifest): void {
  const missing = [
    firestore && !manifest.firestore ? "firestore" : [],
    auth && !manifest.auth ? "auth" : [],
    bucket && !manifest.storage ? "storage" : [],
  ].flat();
  if (missing.length > 0)
    throw new UsageError(`the backup has no ${missing.join(", ")}: leave it out with --only`);
}

function partsOf(manifest: Manifest, place: Place): Part[] {
  const { firestore, auth, storage } = chosen(manifest, place);
  return [...Object.values(firestore ?? {}), auth, storage].filter((part) => part !== null);
}

/** Nothing is deleted for a backup that cannot be read to its end. */
async function requireWhole(folder: string, { file, count, sha256 }: Part): Promise<void> {
  const digest = lineDigest();
  try {
    for await (const line of readLines(join(folder, file))) digest.add(line);
  } catch (error) {
    throw new UsageError(`${file} of the backup cannot be read: ${String(error)}`);
  }
  const found = digest.end();
  if (found.count !== count || found.sha256 !== sha256) {
    throw new UsageError(`${file} of the backup is not what its manifest says: it was changed or cut off`);
  }
}

async function requireEmpty(place: Place): Promise<void> {
  const { firestore, auth, bucket, options } = place;
  const full: string[] = [];
  if (firestore && !(await firestore.documents(1).next()).done) full.push(`database ${options.database}`);
  if (auth && !(await auth.lines().next()).done) full.push("sign-ins");
  if (bucket) {
    const [files] = await bucket.getFiles({ prefix: options.filePrefix, maxResults: 1, autoPaginate: false });
    if (files.length > 0) full.push("files");
  }
  if (full.length === 0) return;
  throw new UsageError(`something is there already (${full.join(", ")}): --wipe deletes it first`);
}

async function wipeAll({ firestore, auth, bucket, options }: Place): Promise<void> {
  await firestore?.wipe();
  await auth?.wipe();
  if (bucket) await wipeFiles(bucket, options.filePrefix);
}

async function writeAll(
  { firestore, auth, bucket }: Place,
  folder: string,
  manifest: Manifest,
): Promise<void> {
  if (firestore) {
    for (const { file } of Object.values(manifest.firestore ?? {})) {
      const groups = inPieces(readLines(join(folder, file)), firestore.root);
      await atOnce(groups, writersAtOnce, (documents) => firestore.write(documents));
    }
  }
  if (auth && manifest.auth) {
    const lines = readLines(join(folder, manifest.auth.file));
    for await (const group of inGroups(lines, groupSize)) await auth.write(group);
  }
  if (bucket && manifest.storage) {
    const lines = readLines(join(folder, manifest.storage.file));
    await atOnce(lines, writersAtOnce, (line) => writeFile(bucket, line, join(folder, filesFolder)));
  }
}

/** Groups of documents that fit one request. */
async function* inPieces(lines: AsyncIterable<string>, root: string): AsyncGenerator<RestDocument[]> {
  let piece: RestDocument[] = [];
  let bytes = 0;
  for await (const line of lines) {
    if (piece.length >= groupSize || (piece.length > 0 && bytes + line.length > groupBytesMax)) {
      yield piece;
      [piece, bytes] = [[], 0];
    }
    piece.push(documentOf(line, root));
    bytes += line.length;
  }
  if (piece.length > 0) yield piece;
}
