/** Where a page of documents ends that are sorted by `createdAt` and by the field that holds their id. */
import { Timestamp, type DocumentSnapshot } from "firebase-admin/firestore";

/** Time and id of the last document, which may itself be malformed; null where it names neither. */
export function newestFirstEnd(
  document: DocumentSnapshot | undefined,
  idField: string,
): [time: string, id: string] | null {
  const time: unknown = document?.get("createdAt");
  const id: unknown = document?.get(idField);
  return time instanceof Timestamp && typeof id === "string" ? [time.toDate().toISOString(), id] : null;
}
