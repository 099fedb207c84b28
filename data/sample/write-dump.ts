/** Writes documents the way MongoDB's own tools do: `mongodump` (BSON with metadata) and `mongoexport` (Extended JSON). */
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { EJSON, serialize, type Document } from "bson";

export type DumpFormat = "bson" | "ndjson" | "relaxed-ndjson" | "array";
export type Dump = {
  readonly folder: string;
  readonly format: DumpFormat;
  readonly gzip: boolean;
};

/** Documents are put together into pieces of about this size. */
const pieceBytes = 256 * 1024;

export async function writeDump(
  collections: Readonly<Record<string, () => Iterable<Document>>>,
  { folder, format, gzip }: Dump,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, documents] of Object.entries(collections)) {
    const ending = `${format === "bson" ? "bson" : "json"}${gzip ? ".gz" : ""}`;
    const target = createWriteStream(join(folder, `${name}.${ending}`));
    const pieces = Readable.from(piecesOf(documents(), format), { objectMode: false });
    await (gzip ? pipeline(pieces, createGzip(), target) : pipeline(pieces, target));
    if (format === "bson") writeMetadata(folder, name, gzip);
  }
}

function* piecesOf(documents: Iterable<Document>, format: DumpFormat): Generator<Buffer> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for (const part of encoded(documents, format)) {
    parts.push(part);
    bytes += part.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(parts);
    [parts, bytes] = [[], 0];
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function* encoded(documents: Iterable<Document>, format: DumpFormat): Generator<Uint8Array> {
  if (format === "bson") {
    for (const document of documents) yield serialize(document);
    return;
  }
  const isArray = format === "array";
  let first = true;
  if (isArray) yield Buffer.from("[");
  for (const document of documents) {
    const text = EJSON.stringify(document, { relaxed: format === "relaxed-ndjson" });
    yield Buffer.from(isArray ? `${first ? "" : ",\n"}${text}` : `${text}\n`);
    first = false;
  }
  if (isArray) yield Buffer.from("]\n");
}

function writeMetadata(folder: string, collectionName: string, gzip: boolean): void {
  const metadata = { indexes: [{ v: 2, key: { _id: 1 }, name: "_id_" }], collectionName, type: "collection" };
  const text = JSON.stringify(metadata);
  const file = join(folder, `${collectionName}.metadata.json`);
  if (gzip) writeFileSync(`${file}.gz`, gzipSync(text));
  else writeFileSync(file, text);
}
