/**
 * What becomes of an upload that has arrived. Events of Storage come at least once, late, beside their own repeat
 * and out of order, so everything goes by the generation: the record names the one that is being checked, the
 * outcome is written under a guard, and only then is the content in quarantine removed. Wherever this dies, doing
 * it again ends in the same state.
 */
import { fileChecked } from "../messages/events.js";
import { readListener } from "../messages/store.js";
import { handOver, nothingTold, writeEvent } from "../messages/telling.js";
import type { Bucket } from "../platform/buckets.js";
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import { reasonSentences, type FileReason } from "./contract.js";
import { ended, isPending, isTooLate, placeOf, prefixes, storedPath, type FileRecord } from "./file.js";
import { inspect, type Verdict } from "./inspection.js";
import { copyObject, deleteNamed, deleteObject, isAbsent, readObject, type ObjectFacts } from "./objects.js";
import { changeFile, readBook, readFile, replaceAvatar, type FileVersion } from "./store.js";

/**
 * `stray`: nobody waits for this content, and it is removed. `superseded`: it was replaced before it was looked at.
 * `settled`: another delivery of the same event was faster.
 */
export type Checked =
  | { readonly outcome: "not_an_upload" | "stray" | "superseded" | "settled" | "ready" }
  | { readonly outcome: "rejected"; readonly reason: FileReason };

/** Checks one object of the bucket, if it is an upload. */
export async function checkUpload(context: Context, object: ObjectFacts): Promise<Checked> {
  if (!object.name.startsWith(prefixes.quarantine)) return { outcome: "not_an_upload" };
  const bucket = await context.buckets.files();
  const claimed = await optimistically(() => claim(context, object));
  if (claimed === "superseded") return { outcome: claimed };
  if (claimed === "stray") {
    await deleteObject(bucket, object);
    return { outcome: claimed };
  }
  const checked = await check(context, bucket, claimed, object);
  await deleteObject(bucket, object);
  return checked;
}

/** Marks the file as being checked in this generation, and answers it as it then is. */
async function claim(context: Context, object: ObjectFacts): Promise<FileRecord | "stray" | "superseded"> {
  const { db } = context;
  const place = placeOf(object.name);
  const known = place && (await readFile(db, place.fileId));
  if (!known || known.record.uid !== place.uid || !isPending(known.record)) return "stray";
  const { generation } = known.record;
  if (generation === object.generation) return known.record;
  if (generation !== null && BigInt(generation) > BigInt(object.generation)) return "superseded";
  const updatedAt = new Date(context.clock()).toISOString();
  const change = { status: "checking", generation: object.generation, updatedAt } as const;
  await changeFile(db, known, change);
  return { ...known.record, ...change };
}

async function check(
  context: Context,
  bucket: Bucket,
  file: FileRecord,
  object: ObjectFacts,
): Promise<Checked> {
  const path = storedPath(file, object.generation);
  try {
    const verdict = await judge(context, bucket, file, object);
    if (verdict.reason !== null) return await reject(context, object, verdict.reason);
    const md5 = await copyObject(bucket, object, { ...file, name: path });
    // What is served must be what was looked at, also where a generation cannot be pinned.
    if (md5 !== verdict.md5) throw new Error(`${object.name} changed while it was checked`);
    const { checksum, image } = verdict;
    const settled = await makeReady(context, bucket, object, { path, checksum, image });
    if (!settled) await removeUnlessUsed(context, bucket, file, path);
    return { outcome: settled ? "ready" : "settled" };
  } catch (error) {
    // Whoever settles a file does so before its content in quarantine goes.
    if (isAbsent(error)) return reject(context, object, "content_is_missing");
    throw error;
  }
}

/** What can be said without reading comes first. */
async function judge(
  context: Context,
  bucket: Bucket,
  file: FileRecord,
  object: ObjectFacts,
): Promise<Verdict> {
  if (isTooLate(file, object.createdAtMs)) return { reason: "upload_expired" };
  if (object.size !== file.size) return { reason: "size_differs" };
  if (object.contentType !== file.contentType) return { reason: "type_differs" };
  if (object.contentEncoding !== null) return { reason: "encoding_not_allowed" };
  return inspect(readObject(bucket, object), file, context.scanner);
}

/** The file while it is still being checked in this generation; undefined where somebody has settled it. */
async function waiting({ db }: Context, { name, generation }: ObjectFacts): Promise<FileVersion | undefined> {
  const known = await readFile(db, placeOf(name)?.fileId ?? "");
  const isOurs = known?.record.status === "checking" && known.record.generation === generation;
  return isOurs ? known : undefined;
}

async function reject(context: Context, object: ObjectFacts, reason: FileReason): Promise<Checked> {
  const { db, clock } = context;
  let told = nothingTold;
  const isFirst = await optimistically(async () => {
    const known = await waiting(context, object);
    if (!known) return false;
    const { uid, fileId, name } = known.record;
    const nowMs = clock();
    const moment = { uid, at: new Date(nowMs).toISOString() };
    const event = fileChecked(moment, { fileId, name, rejection: reasonSentences[reason] });
    const listener = await readListener(db, uid);
    await changeFile(db, known, ended("rejected", reason, nowMs), (batch) => {
      if (listener) told = writeEvent(db, batch, event, listener, nowMs);
    });
    return true;
  });
  await handOver(context, told);
  return isFirst ? { outcome: "rejected", reason } : { outcome: "settled" };
}

/** @returns whether this call made it ready, or found it ready with this content */
async function makeReady(
  context: Context,
  bucket: Bucket,
  object: ObjectFacts,
  content: Pick<FileRecord, "path" | "checksum" | "image">,
): Promise<boolean> {
  const updatedAt = () => new Date(context.clock()).toISOString();
  const change = { ...content, status: "ready", generation: null, expiresAt: null, dueHour: null } as const;
  const replaced = await optimistically(async () => {
    const known = await waiting(context, object);
    if (!known) return undefined;
    if (known.record.kind === "avatar")
      return useAvatar(context, known, { ...change, updatedAt: updatedAt() });
    await changeFile(context.db, known, { ...change, updatedAt: updatedAt() });
    return [];
  });
  for (const path of replaced ?? []) await deleteNamed(bucket, path);
  return replaced !== undefined;
}

/**
 * A user has one avatar, the one that was asked for last, in whatever order uploads arrive.
 * @returns objects that nobody needs any more
 */
async function useAvatar(
  context: Context,
  known: FileVersion,
  change: Partial<FileRecord>,
): Promise<string[]> {
  const { db } = context;
  const { record } = known;
  const book = await readBook(db, record.uid);
  const { avatar } = book.book;
  const current = avatar && avatar.fileId !== record.fileId ? await readFile(db, avatar.fileId) : undefined;
  const before = current?.record.status === "ready" ? current : undefined;
  const gone = ended("deleted", null, context.clock());
  if (before && Date.parse(before.record.createdAt) > Date.parse(record.createdAt)) {
    await changeFile(db, known, gone);
    return change.path ? [change.path] : [];
  }
  await replaceAvatar(db, { known, change }, before && { known: before, change: gone }, book);
  return before?.record.path ? [before.record.path] : [];
}

async function removeUnlessUsed(
  { db }: Context,
  bucket: Bucket,
  { fileId }: FileRecord,
  path: string,
): Promise<void> {
  const known = await readFile(db, fileId);
  if (known?.record.path !== path) await deleteNamed(bucket, path);
}
