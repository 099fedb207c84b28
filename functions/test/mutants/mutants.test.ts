import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { applyEdits, hunt, mutatedSource } from "./hunt.js";
import { mutants, shippedBugs, shortList } from "./mutants.js";

describe("mutants (R-TEST-4)", function () {
  this.timeout(60_000);

  it("fit the source, every one", async () => {
    assert.ok(mutants.length >= 60);
    for (const mutant of mutants) await mutatedSource(mutant);
  });

  it("hold the ten bugs that others shipped, and each is hunted here", () => {
    assert.equal(shippedBugs.length, 10);
    assert.ok(shippedBugs.every((name) => shortList.includes(name)));
  });

  it("fail loudly where the source has moved on", () => {
    const gone = { name: "gone", file: "ledger/kernel.ts", edits: [{ find: "no such text", replace: "" }] };
    assert.throws(() => applyEdits("text", gone), /found 0 times/);
    assert.throws(
      () => applyEdits("text text", { ...gone, edits: [{ find: "text", replace: "" }] }),
      /found 2 times/,
    );
  });

  for (const name of shortList) {
    it(`are caught: ${name}`, async () => {
      const mutant = mutants.find((it) => it.name === name);
      assert.ok(mutant, `no mutant is called "${name}"`);
      const { result } = await hunt(mutant, "all");
      assert.equal(result, "caught");
    });
  }
});
