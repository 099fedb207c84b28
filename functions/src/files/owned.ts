/** A file that is its caller's: one that is another's, or gone, looks the same. */
import type { Firestore } from "firebase-admin/firestore";
import { DomainError } from "../platform/errors.js";
import { readFile, type FileVersion } from "./store.js";

/** @throws DomainError `file_not_found` */
export async function ownedFile(db: Firestore, uid: string, fileId: string): Promise<FileVersion> {
  const known = await readFile(db, fileId);
  if (known?.record.uid !== uid) throw new DomainError("file_not_found");
  return known;
}

/** @throws DomainError `file_not_found`, also where it is deleted */
export async function liveFile(db: Firestore, uid: string, fileId: string): Promise<FileVersion> {
  const known = await ownedFile(db, uid, fileId);
  if (known.record.status === "deleted") throw new DomainError("file_not_found");
  return known;
}
