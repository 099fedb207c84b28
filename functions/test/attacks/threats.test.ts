import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

const root = new URL("../../../", import.meta.url);
const model = readFileSync(new URL("docs/security.md", root), "utf8");
const rows = model.split("\n").flatMap((line) => {
  const [, kind, threat, answer, file, title] =
    /^\| ([STRIDE])\s+\| (.+?)\s*\| (.+?)\s*\| `([^`]+)`: (.+?)\s*\|$/.exec(line) ?? [];
  return kind && threat && answer && file && title ? [{ kind, threat, file, title }] : [];
});

describe("the threat model", () => {
  it("has rows of all six kinds, each read as a row (R-EDGE-5)", () => {
    assert.deepEqual([...new Set(rows.map(({ kind }) => kind))].sort(), [..."DEIRST"]);
    assert.equal(rows.length, model.match(/^\| [STRIDE] /gm)?.length);
  });

  for (const { kind, threat, file, title } of rows) {
    it(`names a test that is there against ${kind}: ${threat} (R-EDGE-5)`, () => {
      const path = new URL(file, root);
      assert.ok(existsSync(path), file);
      assert.ok(readFileSync(path, "utf8").includes(title), `"${title}" is not in ${file}`);
    });
  }
});
