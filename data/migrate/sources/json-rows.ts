/**
 * Documents out of Extended JSON v2, canonical or relaxed: a line each, as `mongoexport` writes them, or one array of
 * them (`--jsonArray`, pretty or not). The first character tells which.
 */
import { EJSON, type Document } from "bson";
import { SourceError, type Row } from "./source.js";

/** Sixteen MiB of BSON are about three times as much text. */
const textLengthMax = 48 * 1024 * 1024;

export async function* jsonRows(chunks: AsyncIterable<string>, name: string): AsyncGenerator<Row> {
  let first = "";
  let cut: Cutter | undefined;
  for await (const part of chunks) {
    const chunk = first === "" ? part.replace(/^\ufeff/, "") : part;
    first ||= chunk.trimStart().slice(0, 1);
    if (first === "") continue;
    cut ??= first === "[" ? arrayCutter(name) : lineCutter();
    for (const text of cut.add(chunk)) yield rowOf(text);
    if (cut.waiting() > textLengthMax) throw new SourceError(`${name} has a document of more than 16 MiB`);
  }
  for (const text of cut?.end() ?? []) yield rowOf(text);
}

/** The texts of the documents in an array of JSON that comes in chunks. @throws SourceError where it is no whole array */
export async function* documentTexts(chunks: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  const cut = arrayCutter(name);
  for await (const chunk of chunks) yield* cut.add(chunk);
  yield* cut.end();
}

/** Cuts a text that comes in chunks into documents. */
type Cutter = { add(chunk: string): Iterable<string>; waiting(): number; end(): Iterable<string> };

function lineCutter(): Cutter {
  let rest = "";
  const filled = (lines: string[]) => lines.filter((line) => line.trim() !== "");
  return {
    add(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      return filled(lines);
    },
    waiting: () => rest.length,
    end: () => filled([rest]),
  };
}

/** Follows braces and strings: what lies at depth one is a document. */
function arrayCutter(name: string): Cutter {
  let [depth, inString, escaped, over] = [0, false, false, false];
  let document = "";
  function* add(chunk: string): Generator<string> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const letter = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (letter === "\\") escaped = true;
        else if (letter === '"') inString = false;
        continue;
      }
      if (letter === '"') inString = true;
      else if (letter === "{" || letter === "[") {
        depth += 1;
        if (depth === 2) start = at;
      } else if (letter === "}" || letter === "]") {
        depth -= 1;
        if (depth === 1) {
          yield document + chunk.slice(start, at + 1);
          document = "";
        }
        over ||= depth === 0;
      } else if (depth < 2 && !/[\s,]/.test(letter ?? "")) {
        throw new SourceError(`${name} is an array with something else in it than documents`);
      }
    }
    if (depth >= 2) document += chunk.slice(start);
  }
  return {
    add,
    waiting: () => document.length,
    end: () => {
      if (!over) throw new SourceError(`${name} ends inside its array`);
      return [];
    },
  };
}

function rowOf(text: string): Row {
  try {
    const value: unknown = parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { unreadable: "not a document" };
    }
    return { document: value };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

const longDigits = /\d{16}/;

/** Relaxed Extended JSON writes whole numbers bare, also those that no JavaScript number can hold. */
function parse(text: string): unknown {
  if (!longDigits.test(text)) return EJSON.parse(text, { relaxed: false });
  const exact: unknown = JSON.parse(text, ((_: string, value: unknown, context: { source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? "")
      ? { $numberLong: context.source }
      : value) as (key: string, value: unknown) => unknown);
  return EJSON.deserialize(exact as Document, { relaxed: false });
}
