/** The path of a deletion below its callable: the record first, then the content, so that a repeat can go on. */
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import type { DeleteOutput } from "./contract.js";
import { ended, fileView, quarantinePath } from "./file.js";
import { deleteNamed } from "./objects.js";
import { ownedFile } from "./owned.js";
import { changeFile } from "./store.js";

/** @throws DomainError `file_not_found` */
export async function deleteFile(context: Context, uid: string, fileId: string): Promise<DeleteOutput> {
  const { record, path, replayed } = await optimistically(async () => {
    const known = await ownedFile(context.db, uid, fileId);
    if (known.record.status === "deleted") return { record: known.record, path: null, replayed: true };
    const change = ended("deleted", null, context.clock());
    await changeFile(context.db, known, change);
    return { record: { ...known.record, ...change }, path: known.record.path, replayed: false };
  });
  const bucket = await context.buckets.files();
  // An answer that got lost may have left them; what a repeat cannot find, the sweep does.
  const names = [quarantinePath(record), ...(path === null ? [] : [path])];
  await Promise.all(names.map((name) => deleteNamed(bucket, name)));
  return { file: fileView(record), replayed };
}
