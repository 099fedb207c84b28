/** A folder or a single file that `mongodump` or `mongoexport` wrote, gzipped or not. */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, gunzipSync } from "node:zlib";
import { bsonRows } from "./bson-rows.js";
import { jsonRows } from "./json-rows.js";
import { SourceError, type Reading, type Row, type Source } from "./source.js";

const endings = /\.(bson|json|ndjson|jsonl)(\.gz)?$/;
const metadataEnding = /\.metadata\.json(\.gz)?$/;
const chunkBytes = 1024 * 1024;

/**
 * @param path a file, a folder of files, or a dump with one folder for each database
 * @param database which of them, where there are more than one
 */
export function openFiles(path: string, database: string | undefined): Source {
  if (!existsSync(path)) throw new SourceError(`${path} is not there`);
  const files = statSync(path).isDirectory() ? filesIn(path, database) : [path];
  const byCollection = new Map<string, string>();
  for (const file of files) {
    const collection = collectionOf(file);
    const other = byCollection.get(collection);
    if (other) throw new SourceError(`${basename(other)} and ${basename(file)} are one collection`);
    byCollection.set(collection, file);
  }
  if (byCollection.size === 0)
    throw new SourceError(`${path} holds no .bson, .json, .ndjson or .jsonl files`);
  return {
    name: resolve(path),
    collections: [...byCollection.keys()].sort(),
    open: (collection) => {
      const file = byCollection.get(collection);
      if (file === undefined) throw new SourceError(`${path} holds no collection ${collection}`);
      return Promise.resolve(read(file));
    },
    close: () => Promise.resolve(),
  };
}

function filesIn(folder: string, database: string | undefined): string[] {
  const own = dataFiles(folder);
  if (own.length > 0 && database === undefined) return own;
  // MongoDB's own databases hold nothing of an app.
  const databases = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["admin", "config", "local"].includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => dataFiles(join(folder, name)).length > 0);
  const chosen = database ?? (databases.length === 1 ? databases[0] : undefined);
  if (chosen === undefined && databases.length > 1) {
    throw new SourceError(`${folder} holds several databases (${databases.join(", ")}): name one with --db`);
  }
  if (chosen !== undefined && !databases.includes(chosen)) {
    throw new SourceError(`${folder} holds no database ${chosen}`);
  }
  return chosen === undefined ? [] : dataFiles(join(folder, chosen));
}

function dataFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => endings.test(name) && !metadataEnding.test(name) && !name.startsWith("system."))
    .filter((name) => name !== "prelude.json" && name !== "oplog.bson")
    .sort()
    .map((name) => join(folder, name));
}

/** A dump escapes what a file's name may not hold; its metadata knows the collection's true name. */
function collectionOf(file: string): string {
  const stem = basename(file).replace(endings, "");
  const metadata = [".metadata.json", ".metadata.json.gz"]
    .map((ending) => join(file, "..", stem + ending))
    .find((path) => existsSync(path));
  if (metadata === undefined) return decodeURIComponent(stem);
  const bytes = readFileSync(metadata);
  const text = (metadata.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const { collectionName } = JSON.parse(text) as { collectionName?: string };
  return collectionName ?? decodeURIComponent(stem);
}

function read(file: string): Reading {
  const stream = createReadStream(file, { highWaterMark: chunkBytes });
  const bytes = file.endsWith(".gz") ? unzipped(stream) : stream;
  const isBson = /\.bson(\.gz)?$/.test(file);
  const rows = isBson ? bsonRows(bytes, basename(file)) : jsonRows(decoded(bytes), basename(file));
  return { rows: named(rows, file), total: statSync(file).size, position: () => stream.bytesRead };
}

function unzipped(stream: ReturnType<typeof createReadStream>): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  stream.on("error", (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  for await (const chunk of bytes) yield decoder.write(chunk);
  yield decoder.end();
}

/** A disk or gzip error is one of the source. */
async function* named(rows: AsyncIterable<Row>, file: string): AsyncGenerator<Row> {
  try {
    yield* rows;
  } catch (error) {
    if (error instanceof SourceError || !(error instanceof Error) || !("code" in error)) throw error;
    throw new SourceError(`${basename(file)} cannot be read: ${error.message}`);
  }
}
