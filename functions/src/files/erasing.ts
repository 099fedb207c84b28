/** Removes every trace of a user's files: the content first, so that what a repeat needs to find it is still there. */
import type { Context } from "../platform/context.js";
import { prefixes } from "./file.js";
import { deleteNamed, listObjects } from "./objects.js";
import { deleteBook, deleteRecordsOf } from "./store.js";

export type Erased = { readonly files: number; readonly objects: number; readonly more: boolean };

/** One page of it; may be repeated until nothing is left. */
export async function eraseFilesOf(context: Context, uid: string, limit: number): Promise<Erased> {
  const bucket = await context.buckets.files();
  for (const prefix of [prefixes.quarantine, prefixes.stored]) {
    const { objects } = await listObjects(bucket, `${prefix}${uid}/`, { limit, after: null });
    await Promise.all(objects.map(({ name }) => deleteNamed(bucket, name)));
    if (objects.length > 0) return { files: 0, objects: objects.length, more: true };
  }
  const files = await deleteRecordsOf(context.db, uid, limit);
  const more = files === limit;
  if (!more) await deleteBook(context.db, uid);
  return { files, objects: 0, more };
}
