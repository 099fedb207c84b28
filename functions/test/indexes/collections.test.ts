import assert from "node:assert/strict";
import { sourcesOf } from "./source-queries.js";

const naming = /\.(collection|collectionGroup|doc)\(/;
const storeModule = /(^|\/)(store|queries)\.ts$/;

describe("collections", () => {
  it("are named by store modules only (R-DATA-2)", () => {
    const named = sourcesOf("functions/src").filter(({ text }) => naming.test(text));
    const paths = named.map(({ path }) => path);
    assert.deepEqual(
      paths.filter((path) => !storeModule.test(path)),
      [],
    );
    // The pattern does find what it looks for.
    assert.ok(paths.includes("ledger/store.ts") && paths.includes("assets/store.ts"), paths.join(" "));
  });
});
