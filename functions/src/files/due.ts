/** What the sweep does about one record. Each change is guarded by the version that was read. */
import type { Context } from "../platform/context.js";
import { log } from "../platform/log.js";
import { checkUpload } from "./checking.js";
import { ended, isPending, quarantinePath, retentionMs, uploadGraceMs } from "./file.js";
import { deleteObject, findObject } from "./objects.js";
import { changeFile, forgetFile, type FileVersion } from "./store.js";

/** An arrival is left to its own event for so long. */
const eventAgeMs = 5 * 60_000;
/** An upload that fails to be checked for so long never will be. */
const checkingMaxMs = 86_400_000;

/** A file that is due: an upload that came without being told, one that never came, or a record to be forgotten. */
export async function settleDue(
  context: Context,
  known: FileVersion,
): Promise<"checked" | "expired" | "forgotten" | null> {
  const { record } = known;
  const nowMs = context.clock();
  if (!isPending(record)) {
    if (nowMs < Date.parse(record.updatedAt) + retentionMs) return null;
    await forgetFile(context.db, known);
    return "forgotten";
  }
  const expiredForMs = nowMs - Date.parse(record.expiresAt ?? record.createdAt);
  const object = await findObject(await context.buckets.files(), quarantinePath(record));
  if (object && expiredForMs < checkingMaxMs) {
    if (nowMs < object.createdAtMs + eventAgeMs) return null;
    await checkUpload(context, object);
    return "checked";
  }
  if (expiredForMs <= uploadGraceMs) return null;
  const reason = object ? "could_not_be_checked" : "upload_expired";
  await changeFile(context.db, known, ended("rejected", reason, nowMs));
  if (object) await deleteObject(await context.buckets.files(), object);
  return "expired";
}

/** A file that is ready and may have lost its content. */
export async function settleMissing(context: Context, known: FileVersion): Promise<"missing" | null> {
  const { status, path, fileId } = known.record;
  if (status !== "ready" || path === null) return null;
  if (await findObject(await context.buckets.files(), path)) return null;
  await changeFile(context.db, known, ended("rejected", "content_is_missing", context.clock()));
  log().error("file has lost its content", { fileId, path });
  return "missing";
}
