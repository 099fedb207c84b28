import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { functionsQueries, makers } from "./functions-queries.js";
import { problemsOf, type IndexFile, type QueryShape } from "./index-rules.js";
import { queryMakers, sourcesOf, webQueries } from "./source-queries.js";

const file = JSON.parse(
  readFileSync(new URL("../../../firestore.indexes.json", import.meta.url), "utf8"),
) as IndexFile;

/** Times and sequence numbers: each new value is the largest so far. */
const growingFields = [
  ...["at", "seq", "createdAt", "updatedAt", "acceptedSeq", "asOf", "start"],
  ...[
    "createdSequence",
    "expiresAt",
    "sweepMinute",
    "finishedAt",
    "readAt",
    "triggeredAt",
    "triggeredSequence",
  ],
];

describe("the index file", () => {
  let shapes: QueryShape[];
  before(async () => {
    shapes = [...(await functionsQueries()), ...sourcesOf("hosting/src").flatMap(webQueries)];
  });
  const problems = (changed: IndexFile, more: readonly QueryShape[] = []) =>
    problemsOf([...shapes, ...more], changed, growingFields);

  it("serves every query of functions and web app, and holds no index in vain (R-DATA-5)", () => {
    assert.ok(shapes.length > 100, `${shapes.length} queries`);
    assert.deepEqual(problems(file), []);
  });

  it("is checked against every function that makes a query (R-DATA-5)", () => {
    const found = sourcesOf("functions/src")
      // Redis' limiter has a method of the same name.
      .filter(({ text }) => /irestore|\bdb\b/.test(text))
      .flatMap(queryMakers)
      .sort();
    assert.deepEqual(found, Object.keys(makers).sort());
  });

  it("is checked against every listener of the web app (R-DATA-5)", () => {
    const listeners = sourcesOf("hosting/src").filter(({ text }) =>
      /watchCollection[<(]\w*\W[^)]/.test(text),
    );
    const read = sourcesOf("hosting/src").filter((source) => webQueries(source).length > 0);
    const outside = listeners.filter(({ path }) => path !== "lib/firestore.ts");
    assert.deepEqual(
      read.map(({ path }) => path),
      outside.map(({ path }) => path),
    );
    assert.ok(read.length > 0);
  });

  for (const [position, index] of file.indexes.entries()) {
    const name = `${index.collectionGroup} ${index.fields.map(({ fieldPath }) => fieldPath).join(", ")}`;
    it(`is refused without its index on ${name} (R-DATA-5)`, () => {
      const rest = { ...file, indexes: file.indexes.filter((_, at) => at !== position) };
      assert.match(problems(rest).join("\n"), /needs a composite index/);
    });
  }

  it("is refused where a field that a query needs is exempted (R-DATA-5)", () => {
    for (const [collectionGroup, fieldPath] of [
      ["quotes", "asOf"],
      ["quotes", "assetId"],
      ["assets", "assetId"],
      ["orders", "expiryHour"],
    ] as const) {
      const exempted = { collectionGroup, fieldPath, indexes: [] };
      const others = file.fieldOverrides.filter(
        (it) => it.collectionGroup !== collectionGroup || it.fieldPath !== fieldPath,
      );
      const changed = { ...file, fieldOverrides: [...others, exempted] };
      assert.match(problems(changed).join("\n"), new RegExp(`${collectionGroup}\\.${fieldPath}`));
    }
  });

  it("is refused with a sort turned round, an index nobody uses, or a capped one (R-DATA-5)", () => {
    const [first, ...others] = file.indexes;
    assert.ok(first);
    const turned = first.fields.map((field) => ({
      ...field,
      ...(field.order && { order: "DESCENDING" as const }),
    }));
    const withTurned = { ...file, indexes: [{ ...first, fields: turned }, ...others] };
    assert.match(problems(withTurned).join("\n"), /needs a composite index[^]*no query uses/);
    const group = { ...first, collectionGroup: "entries", queryScope: "COLLECTION_GROUP" as const };
    const fields = [
      { fieldPath: "kind", order: "ASCENDING" as const },
      { fieldPath: "at", order: "DESCENDING" as const },
    ];
    const withGroup = { ...file, indexes: [...file.indexes, { ...group, fields }] };
    assert.match(problems(withGroup).join("\n"), /caps all writes: entries: kind ASCENDING, at DESCENDING/);
  });

  it("is refused where an index of all orders is one of a single account's (R-DATA-5)", () => {
    const narrowed = file.indexes.map((index) => ({ ...index, queryScope: "COLLECTION" as const }));
    const found = problems({ ...file, indexes: narrowed }).join("\n");
    assert.match(
      found,
      /crossedOrders \(.*\) needs a composite index on orders: assetId then triggerAbove ASC/,
    );
    const own = {
      collectionGroup: "orders",
      fieldPath: "expiryHour",
      indexes: [{ order: "ASCENDING" as const }],
    };
    const others = file.fieldOverrides.filter(({ fieldPath }) => fieldPath !== "expiryHour");
    const withOwn = problems({ ...file, fieldOverrides: [...others, own] }).join("\n");
    assert.match(withOwn, /expiringOrders \(.*\) needs the single-field index orders.expiryHour ASC/);
  });

  it("ends each index in the names of documents, in the direction of its last field (R-DATA-5)", () => {
    const asked = (direction: "ASCENDING" | "DESCENDING"): QueryShape => ({
      ...{ title: "named", collectionId: "orders", scope: "COLLECTION_GROUP", equal: ["assetId"] },
      ...{ contains: null, ranges: ["triggerAbove"] },
      sorts: [
        { field: "triggerAbove", direction: "ASCENDING" },
        { field: "__name__", direction },
      ],
    });
    assert.deepEqual(problems(file, [asked("ASCENDING")]), []);
    assert.match(problems(file, [asked("DESCENDING")]).join("\n"), /named needs a composite index/);
  });

  it("merges indexes for equalities and never for array-contains (R-DATA-5)", () => {
    const sorts = [{ field: "s", direction: "ASCENDING" as const }];
    const asked = { collectionId: "c", scope: "COLLECTION" as const, ranges: [], sorts };
    const index = (field: object) => ({
      ...{ collectionGroup: "c", queryScope: "COLLECTION" as const },
      fields: [
        { fieldPath: "a", ...field },
        { fieldPath: "s", order: "ASCENDING" as const },
      ],
    });
    const b = {
      ...index({ order: "ASCENDING" }),
      fields: [{ fieldPath: "b", order: "ASCENDING" as const }, ...index({}).fields.slice(1)],
    };
    const both = { ...asked, title: "equal", equal: ["a", "b"], contains: null };
    const merged = { indexes: [index({ order: "ASCENDING" }), b], fieldOverrides: [] };
    assert.deepEqual(problemsOf([both], merged, []), []);
    const within = { ...asked, title: "contains", equal: ["b"], contains: "a" };
    const apart = { indexes: [index({ arrayConfig: "CONTAINS" }), b], fieldOverrides: [] };
    assert.match(problemsOf([within], apart, []).join("\n"), /contains needs a composite index/);
  });
});
