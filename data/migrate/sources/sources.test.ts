import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal128, Double, Int32, Long, ObjectId, serialize, type Document } from "bson";
import { describe, it } from "mocha";
import { writeDump, type DumpFormat } from "../../sample/write-dump.js";
import { bsonRows } from "./bson-rows.js";
import { jsonRows } from "./json-rows.js";
import { startMongoDouble } from "./mongo-double.js";
import { openSource } from "./open-source.js";
import { SourceError, type Row, type Source } from "./source.js";

const documents: readonly Document[] = [
  { _id: new ObjectId("64b000000000000000000001"), price: Decimal128.fromString("0.10"), text: 'a "}]{[" b' },
  { _id: new ObjectId("64b000000000000000000002"), count: new Int32(7), at: new Date(0), none: null },
  { _id: new ObjectId("64b000000000000000000003"), big: Long.fromString("9007199254740993"), name: "ünï💶" },
  { _id: new ObjectId("64b000000000000000000004"), price: new Double(0.1), list: [{ a: new Int32(1) }, []] },
];

async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
const read = async (source: Source, name: string) => all((await source.open(name)).rows);
const ids = (rows: readonly Row[]) =>
  rows.map((row) => ("document" in row ? String(row.document["_id"]) : row.unreadable));
async function* pieces<Piece extends Buffer | string>(whole: Piece, size: number): AsyncGenerator<Piece> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size) as Piece;
  await Promise.resolve();
}

describe("sources of a migration (R-DATA-6)", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bourse-source-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const formats: readonly (readonly [string, DumpFormat, boolean])[] = [
    ["a dump of mongodump", "bson", false],
    ["a gzipped dump", "bson", true],
    ["canonical Extended JSON", "ndjson", false],
    ["gzipped canonical Extended JSON", "ndjson", true],
    ["an array of Extended JSON", "array", false],
  ];
  for (const [what, format, gzip] of formats) {
    it(`give back every document of ${what}, with the types of its numbers`, async () => {
      await writeDump({ things: () => documents, none: () => [] }, { folder, format, gzip });
      const source = await openSource(folder);
      assert.deepEqual(source.collections, ["none", "things"]);
      const rows = await read(source, "things");
      assert.deepEqual(
        rows.map((row) => "document" in row && serialize(row.document)),
        documents.map((document) => serialize(document)),
      );
      assert.deepEqual(await read(source, "none"), []);
    });
  }

  it("read whole numbers of relaxed Extended JSON exactly, also those that no double holds", async () => {
    // As mongoexport writes them; the bson library's own relaxed text has lost them already.
    writeFileSync(join(folder, "things.json"), '{"_id":1,"big":9007199254740993}\n');
    const [row] = await read(await openSource(join(folder, "things.json")), "things");
    assert.ok(row && "document" in row);
    assert.equal(String(row.document["big"]), "9007199254740993");
  });

  it("read a stream the same, however it is cut", async () => {
    const bytes = Buffer.concat(documents.map((document) => serialize(document)));
    const text = documents.map((document) => JSON.stringify(document)).join("\n");
    const expected = documents.map(({ _id }) => String(_id));
    for (const size of [1, 2, 3, 5, 7, 64, 4_096]) {
      assert.deepEqual(ids(await all(bsonRows(pieces(bytes, size), "x"))), expected);
      assert.deepEqual(
        ids(await all(jsonRows(pieces(`[${text.replaceAll("\n", ",\n")}]`, size), "x"))),
        expected,
      );
      assert.deepEqual(ids(await all(jsonRows(pieces(text, size), "x"))), expected);
    }
  });

  it("refuse one bad line and one bad document, and read on", async () => {
    const lines = await all(jsonRows(pieces('{"_id":1}\nnonsense\n[1]\n{"_id":2}\n', 4), "x"));
    assert.deepEqual(
      lines.map((row) => "unreadable" in row),
      [false, true, true, false],
    );
    const good = serialize({ _id: 1 });
    const bad = Buffer.from(good);
    bad.writeUInt8(0x7e, 4);
    const rows = await all(bsonRows(pieces(Buffer.concat([bad, good]), 8), "x"));
    assert.deepEqual(
      rows.map((row) => "unreadable" in row),
      [true, false],
    );
  });

  const bytes = Buffer.from(serialize({ _id: 1, text: "text" }));
  const broken: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    ["a dump that is cut off", () => all(bsonRows(pieces(bytes.subarray(0, 9), 4), "x")), /ends inside/],
    [
      "a length that cannot be one",
      () => all(bsonRows(pieces(Buffer.alloc(8, 255), 4), "x")),
      /no document at byte 0/,
    ],
    [
      "an archive",
      () => all(bsonRows(pieces(Buffer.from("6de29981ffffffff", "hex"), 8), "x")),
      /is an archive/,
    ],
    ["an array that is cut off", () => all(jsonRows(pieces('[{"a":1}', 3), "x")), /ends inside its array/],
    ["an array of numbers", () => all(jsonRows(pieces("[1,2]", 3), "x")), /something else in it/],
    ["a path that is not there", () => openSource("/nowhere/at/all"), /is not there/],
  ];
  for (const [what, reading, message] of broken) {
    it(`stop at ${what}, and say so`, async () => {
      await assert.rejects(reading, (error) => error instanceof SourceError && message.test(error.message));
    });
  }

  it("ask which database where a dump holds several, and take the one that is named", async () => {
    for (const name of ["shop", "blog", "admin"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, `${name}s.bson`), serialize({ _id: name }));
    }
    await assert.rejects(() => openSource(folder), /several databases \(blog, shop\)/);
    assert.deepEqual((await openSource(folder, "shop")).collections, ["shops"]);
    await assert.rejects(() => openSource(folder, "none"), /no database none/);
  });
});

describe("a MongoDB server as a source, against a test double of one (R-DATA-6)", () => {
  const many = Array.from({ length: 2_500 }, (_, at) => ({
    _id: new Int32(at),
    amount: Decimal128.fromString("0.1"),
  }));

  it("is read through the real driver, batch by batch, with the types of its numbers", async () => {
    const double = await startMongoDouble("shop", { many, none: [] });
    try {
      const source = await openSource(double.uri);
      assert.deepEqual(source.collections, ["many", "none"]);
      const reading = await source.open("many");
      assert.equal(reading.total, 2_500);
      const rows = await all(reading.rows);
      assert.deepEqual(
        rows.map((row) => "document" in row && serialize(row.document)),
        many.map((document) => serialize(document)),
      );
      assert.equal(reading.position(), 2_500);
      assert.ok(double.asked.filter((name) => name === "getMore").length >= 2);
      await source.close();
    } finally {
      await double.close();
    }
  });

  it("stops with the server's own words where a cursor breaks", async () => {
    const double = await startMongoDouble("shop", { many }, 1);
    try {
      const source = await openSource(double.uri);
      const { rows } = await source.open("many");
      await assert.rejects(all(rows), /MongoDB: .*the double fails here/);
      await source.close();
    } finally {
      await double.close();
    }
  });

  it("says what is wrong with an address", async () => {
    await assert.rejects(() => openSource("mongodb://"), SourceError);
  });
});
