import assert from "node:assert/strict";
import { Binary, DBRef, Int32, Long, ObjectId, UUID } from "bson";
import fc from "fast-check";
import { describe, it } from "mocha";
import { clientId } from "../../functions/src/money/wire.js";
import { importedUids, nameOf, namesOf } from "./ids.js";

const hex = "64b0000000000000000000aa";

describe("names from ids of a source (R-DATA-6)", () => {
  it("derive from the id alone and can name a user or an order", () => {
    assert.equal(nameOf(new ObjectId(hex)), `mongo_${hex}`);
    for (const id of [
      new ObjectId(),
      "ann@example.test",
      "x".repeat(500),
      new Int32(7),
      Long.MAX_VALUE,
      new UUID(),
    ]) {
      const name = nameOf(id);
      assert.ok(clientId.safeParse(name).success, name);
      assert.equal(nameOf(id), name);
      assert.ok(name && name >= importedUids[0] && name < importedUids[1]);
    }
  });

  it("differ where the ids do, also in their type", () => {
    const ids = [new ObjectId(hex), hex, new Int32(1), "1", "n_1", new Binary(Buffer.from("1")), "é", "e"];
    assert.equal(new Set(ids.map(nameOf)).size, ids.length);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (left, right) => {
        assert.equal(nameOf(left) === nameOf(right), left === right);
      }),
    );
  });

  it("are none for what cannot be an id", () => {
    for (const id of [undefined, null, "", {}, [], true]) assert.equal(nameOf(id), undefined);
  });

  it("are found through references, texts of ids and documents in their place", () => {
    const id = new ObjectId(hex);
    for (const reference of [id, hex, hex.toUpperCase(), new DBRef("users", id), { _id: id, name: "Ann" }]) {
      assert.ok(namesOf(reference).includes(`mongo_${hex}`), JSON.stringify(reference));
    }
  });
});
