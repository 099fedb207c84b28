/** Documents out of a stream of BSON: each begins with its own length, so that only one need be in memory. */
import { deserialize, type DeserializeOptions } from "bson";
import { SourceError, type Row } from "./source.js";

/** MongoDB takes documents up to 16 MiB; its own tools allow 16 KiB more. */
const documentBytesMax = 16 * 1024 * 1024 + 16 * 1024;
const documentBytesMin = 5;
/** What `mongodump --archive` begins with. */
const archiveMagic = 0x8199e26d;

/** Numbers stay what they are; every other type becomes the library's class for it. */
export const typedValues: DeserializeOptions = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
};

/** @throws SourceError where a length cannot be one or the stream ends inside a document */
export async function* bsonRows(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Row> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    while (rest.length - start >= 4) {
      const length = rest.readInt32LE(start);
      if (length < documentBytesMin || length > documentBytesMax) throw lengthError(name, offset, length);
      if (rest.length - start < length) break;
      yield rowOf(rest.subarray(start, start + length), offset);
      start += length;
      offset += length;
    }
    if (start > 0) rest = rest.subarray(start);
  }
  if (rest.length > 0) throw new SourceError(`${name} ends inside the document at byte ${offset}`);
}

function lengthError(name: string, offset: number, length: number): SourceError {
  return length >>> 0 === archiveMagic
    ? new SourceError(`${name} is an archive; dump with --out=<folder> in place of --archive`)
    : new SourceError(`${name} holds no document at byte ${offset}: its length would be ${length}`);
}

function rowOf(bytes: Buffer, offset: number): Row {
  try {
    return { document: deserialize(bytes, typedValues) };
  } catch (error) {
    return { unreadable: `the document at byte ${offset} is no BSON: ${String(error)}` };
  }
}
