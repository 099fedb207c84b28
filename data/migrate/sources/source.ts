/**
 * A source is where documents come from: files that `mongodump` or `mongoexport` wrote, or a running MongoDB. Numbers
 * keep the type that they had there (`Int32`, `Long`, `Double`, `Decimal128` of the `bson` library).
 */
import type { Document } from "bson";

/** One document, or what stood in its place and could not be read. */
export type Row = { readonly document: Document } | { readonly unreadable: string };

/** How far a reading is, of what there is: bytes of files, documents of a server. */
export type Reading = {
  readonly rows: AsyncIterable<Row>;
  readonly total: number;
  position(): number;
};

export type Source = {
  /** For people and checkpoints. Never with a password. */
  readonly name: string;
  readonly collections: readonly string[];
  /** Reads a collection from its beginning, in one order that does not change. */
  open(collection: string): Promise<Reading>;
  close(): Promise<void>;
};

/** The source cannot be read, or no further. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
