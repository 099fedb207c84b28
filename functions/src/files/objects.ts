/** The content of files in Storage: the only code that reads, writes, moves and deletes objects. */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import type { Bucket } from "../platform/buckets.js";

/** Names one content for ever: a name can be written again, a generation of it cannot. */
export type ObjectRef = { readonly name: string; readonly generation: string };

/** What Storage says of an object. */
export type ObjectFacts = ObjectRef & {
  readonly size: number;
  readonly contentType: string;
  readonly contentEncoding: string | null;
  /** When its content was complete: milliseconds since 1970. */
  readonly createdAtMs: number;
};

type Metadata = {
  readonly name?: string | undefined;
  readonly generation?: string | number | undefined;
  readonly size?: string | number | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly timeCreated?: string | Date | undefined;
};

export function factsOf(metadata: Metadata): ObjectFacts {
  const { name, generation, size, contentType, contentEncoding, timeCreated } = metadata;
  return {
    name: name ?? "",
    generation: String(generation),
    size: Number(size),
    contentType: contentType ?? "",
    // `identity` is how some clients say that there is none.
    contentEncoding: contentEncoding && contentEncoding !== "identity" ? contentEncoding : null,
    createdAtMs: timeCreated === undefined ? 0 : new Date(timeCreated).getTime(),
  };
}

/** Whether what was asked of an object failed because it is gone. */
export const isAbsent = (error: unknown) => codeOf(error) === 404;
/** The precondition did not hold: it is another generation by now. */
const isOther = (error: unknown) => codeOf(error) === 412;
const badRequest = 400;
const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** The object that has the name now; undefined where none has. */
export async function findObject(bucket: Bucket, name: string): Promise<ObjectFacts | undefined> {
  try {
    const [metadata] = await bucket.file(name).getMetadata();
    return factsOf(metadata);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Reads one generation from its beginning; fails where the object is gone. */
export function readObject(bucket: Bucket, { name, generation }: ObjectRef): AsyncIterable<Uint8Array> {
  // Left as it is stored: what Storage would unpack on the way has no place here.
  const stream = bucket.file(name, { generation }).createReadStream({ decompress: false });
  return stream as AsyncIterable<Uint8Array>;
}

/** Deletes this content and no other; one that is gone already is well. */
export async function deleteObject(bucket: Bucket, { name, generation }: ObjectRef): Promise<void> {
  try {
    // The emulator knows no preconditions: there, this look is all that spares another content.
    const [current] = await bucket.file(name).getMetadata();
    if (String(current.generation) !== generation) return;
    await bucket.file(name).delete({ ifGenerationMatch: generation });
  } catch (error) {
    if (!isAbsent(error) && !isOther(error)) throw error;
  }
}

/** Deletes whatever has the name. */
export async function deleteNamed(bucket: Bucket, name: string): Promise<void> {
  await bucket.file(name).delete({ ignoreNotFound: true });
}

/** How content is served, whatever an uploader said of it: never shown in place, never under another type. */
const served = (contentType: string, metadata: Readonly<Record<string, string>>) => ({
  contentType,
  contentDisposition: "attachment",
  cacheControl: "private, no-store",
  // In place of the uploader's own, download tokens among them.
  metadata,
});

/**
 * Copies one generation to another name. A repeat writes the same content again.
 * @returns MD5 of the copy, in base64
 */
export async function copyObject(
  bucket: Bucket,
  { name, generation }: ObjectRef,
  to: { readonly name: string; readonly contentType: string; readonly fileId: string },
): Promise<string> {
  const { contentType, fileId } = to;
  const [copy] = await bucket
    .file(name, { generation })
    .copy(bucket.file(to.name), served(contentType, { fileId }));
  const [{ md5Hash = "" }] = await copy.getMetadata();
  return md5Hash;
}

export type Written = { readonly size: number; readonly checksum: string };

/**
 * Streams content into a new object, no more of it in memory than a few chunks.
 * @throws RangeError where it is longer than `bytesMax`; nothing is stored then
 */
export async function writeObject(
  bucket: Bucket,
  to: { readonly name: string; readonly contentType: string; readonly fileId: string },
  content: AsyncIterable<string | Uint8Array>,
  bytesMax: number,
): Promise<Written> {
  const hash = createHash("sha256");
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
      size += chunk.byteLength;
      if (size > bytesMax) throw new RangeError(`${to.name} is longer than ${bytesMax} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  const { name, contentType, fileId } = to;
  const target = bucket.file(name).createWriteStream({
    resumable: false,
    metadata: served(contentType, { fileId }),
    preconditionOpts: { ifGenerationMatch: 0 },
  });
  await pipeline(counted, target);
  return { size, checksum: hash.digest("hex") };
}

export type ObjectsPage = { readonly objects: ObjectFacts[]; readonly next: string | null };

/** Objects under a prefix, by name. @param after where the page before ended; one that is too old to go on ends the walk */
export async function listObjects(
  bucket: Bucket,
  prefix: string,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<ObjectsPage> {
  const asked = { prefix, maxResults: limit, autoPaginate: false };
  try {
    const [files, next] = await bucket.getFiles({ ...asked, ...(after !== null && { pageToken: after }) });
    const { pageToken = null } = next ?? {};
    return { objects: files.map(({ metadata }) => factsOf(metadata)), next: pageToken };
  } catch (error) {
    if (after !== null && codeOf(error) === badRequest) return { objects: [], next: null };
    throw error;
  }
}
