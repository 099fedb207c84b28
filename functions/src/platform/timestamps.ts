/** Times are ISO strings in records and on the wire, Firestore Timestamps in documents. */
import { Timestamp } from "firebase-admin/firestore";

/** Copies a record with the named ISO fields as Timestamps; one that is null stays null. */
export function withTimestamps<Row extends object, Field extends keyof Row>(
  record: Row,
  ...fields: Field[]
): Omit<Row, Field> & Record<Field, Timestamp | null> {
  const document = { ...record } as Record<string, unknown>;
  for (const field of fields) {
    if (record[field] === null) continue;
    document[field as string] = Timestamp.fromMillis(Date.parse(record[field] as string));
  }
  return document as Omit<Row, Field> & Record<Field, Timestamp | null>;
}

/** Copies a document with every Timestamp at its top level as an ISO string. */
export function withIsoTimes(document: Record<string, unknown>): Record<string, unknown> {
  const record: Record<string, unknown> = { ...document };
  for (const [field, value] of Object.entries(document)) {
    if (value instanceof Timestamp) record[field] = value.toDate().toISOString();
  }
  return record;
}
