import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { RestDocument, RestValue } from "./firestore-rest.js";
import { collectionOf, documentOf, lineOf } from "./lines.js";
import { differences, digestsOf, lineDigest } from "./manifest.js";

const root = "projects/p/databases/(default)/documents";
const other = "projects/p/databases/drill/documents";
const document = (fields: Record<string, RestValue>): RestDocument => ({ path: "projects/a", fields });

describe("a line of a backup (R-DATA-7)", () => {
  it("is one for equal documents, whatever the order of their fields", () => {
    const [one, two] = [{ integerValue: "1" }, { mapValue: { fields: { a: { nullValue: null } } } }];
    assert.equal(lineOf(document({ one, two }), root), lineOf(document({ two, one }), root));
    assert.notEqual(
      lineOf(document({ one, two }), root),
      lineOf(document({ one: { doubleValue: 1 }, two }), root),
    );
  });

  it("carries references over to the database that it is restored into, at any depth, and no others", () => {
    const reference = (at: string) => ({ referenceValue: `${at}/projects/b/c/d/e/f` });
    const nested = (at: string) =>
      document({
        own: reference(at),
        list: { arrayValue: { values: [{ mapValue: { fields: { deep: reference(at) } } }] } },
        foreign: { referenceValue: "projects/q/databases/(default)/documents/a/b" },
      });
    const line = lineOf(nested(root), root);
    assert.equal(line, lineOf(nested(other), other));
    assert.deepEqual(JSON.parse(JSON.stringify(documentOf(line, other))), nested(other));
  });

  it("keeps the sign of zero and fields of any name", () => {
    const fields = JSON.parse(
      '{"__proto__":{"doubleValue":-0},"constructor":{"booleanValue":true}}',
    ) as RestDocument["fields"];
    const line = lineOf(document(fields), root);
    assert.match(line, /"__proto__":\{"doubleValue":"-0"\}/);
    assert.ok(Object.is(Number(documentOf(line, root).fields["__proto__"]?.["doubleValue"]), -0));
    assert.deepEqual(Object.keys(documentOf(line, root).fields).sort(), ["__proto__", "constructor"]);
  });

  it("belongs to its kind of collection", () => {
    assert.equal(collectionOf("accounts/ann/orders/o1"), "accounts/orders");
    assert.equal(collectionOf("users/ann"), "users");
  });
});

describe("the digests of a backup (R-DATA-7)", () => {
  const part = (...lines: string[]) => {
    const digest = lineDigest();
    for (const line of lines) digest.add(line);
    return { file: "f", ...digest.end() };
  };
  const manifest = (users: ReturnType<typeof part>) =>
    digestsOf({ format: "bourse-backup", version: 1, firestore: { users }, auth: part("a"), storage: null });

  it("differ in the part that differs", () => {
    assert.deepEqual(differences(manifest(part("a", "b")), manifest(part("a", "b"))), []);
    for (const changed of [part("a"), part("b", "a"), part("ab"), part("a", "b", "")]) {
      assert.deepEqual(differences(manifest(part("a", "b")), manifest(changed)), ["users"]);
    }
  });
});
