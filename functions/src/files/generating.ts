/** Files that the system makes: written to their place at once, then recorded as ready. */
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import type { GeneratedKind } from "./contract.js";
import { storedPath, type FileRecord } from "./file.js";
import { safeName } from "./name.js";
import { deleteNamed, writeObject } from "./objects.js";
import { putFile, readFile } from "./store.js";

export type GeneratedFile = {
  /** Made from the job's id, 1 to 64 of `A-Za-z0-9_-`: a job that is repeated makes no second file. */
  readonly fileId: string;
  readonly uid: string;
  readonly kind: GeneratedKind;
  readonly name: string;
  readonly contentType: string;
  readonly jobId: string;
};

const generatedBytesMax = 1024 * 1024 * 1024;

/**
 * Streams content into Storage and records the file as ready. Safe to be repeated, also beside itself: each attempt
 * writes an object of its own, the first to record its object wins, and a file that is ready is answered as it is.
 * An attempt that dies leaves at most an object that the sweep removes. The owner's quota does not count the file.
 * @throws RangeError where the content is longer than a gibibyte
 */
export async function writeGeneratedFile(
  context: Context,
  given: GeneratedFile,
  content: AsyncIterable<string | Uint8Array>,
): Promise<FileRecord> {
  const { db } = context;
  const known = (await readFile(db, given.fileId))?.record;
  if (known) mustBeSame(known, given);
  if (known?.status === "ready") return known;
  const bucket = await context.buckets.files();
  const path = storedPath(given, context.newId());
  const written = await writeObject(bucket, { ...given, name: path }, content, generatedBytesMax);
  const made = { ...readyRecord(given, context.clock()), ...written, path };
  const record = await optimistically(async () => {
    const current = await readFile(db, given.fileId);
    if (current?.record.status === "ready") return current.record;
    await putFile(db, made, current);
    return made;
  });
  if (record.path !== path) await deleteNamed(bucket, path);
  return record;
}

/** A job's mistake, not a user's. */
function mustBeSame(known: FileRecord, { fileId, uid, kind }: GeneratedFile): void {
  if (known.uid !== uid || known.kind !== kind)
    throw new Error(`file ${fileId} is another's or of another kind`);
}

function readyRecord(given: GeneratedFile, nowMs: number): Omit<FileRecord, "path" | "size" | "checksum"> {
  const { fileId, uid, kind, contentType, jobId } = given;
  const at = new Date(nowMs).toISOString();
  return {
    ...{ fileId, uid, kind, contentType, jobId, name: safeName(given.name, contentType) },
    ...{ status: "ready", reason: null, image: null, asked: null, generation: null, charged: null },
    ...{ listed: true, expiresAt: null, dueHour: null, createdAt: at, updatedAt: at },
  };
}
