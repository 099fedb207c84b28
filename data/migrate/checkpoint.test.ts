import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { openCheckpoint, type Checkpoint } from "./checkpoint.js";

describe("the checkpoint of a migration (R-DATA-6)", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bourse-checkpoint-"));
    file = join(folder, "checkpoint.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const mark = (at: number) => ({ at, digest: `digest ${at}` });
  const readAll = (checkpoint: Checkpoint, rows: number) => {
    for (let at = 1; at <= rows; at++) checkpoint.meet(mark(at));
    return Array.from({ length: rows }, (_, at) => at + 1).filter((at) => checkpoint.covers(at));
  };
  const keepTwo = () => {
    const checkpoint = openCheckpoint(file, ["dump"], false);
    checkpoint.done(0, mark(2));
    return checkpoint;
  };

  it("covers what was written, where the source has the same rows", () => {
    keepTwo();
    assert.deepEqual(readAll(openCheckpoint(file, ["dump"], true), 4), [1, 2]);
  });

  it("goes no further than the first group that is not written", () => {
    const checkpoint = openCheckpoint(file, ["dump"], false);
    checkpoint.done(1, mark(4));
    assert.equal(existsSync(file), false);
    checkpoint.done(2, mark(6));
    checkpoint.done(0, mark(2));
    assert.deepEqual(readAll(openCheckpoint(file, ["dump"], true), 8), [1, 2, 3, 4, 5, 6]);
  });

  it("covers nothing without --resume, of another source, of other rows, or where the file is half a one", () => {
    keepTwo();
    assert.deepEqual(readAll(openCheckpoint(file, ["dump"], false), 4), []);
    assert.deepEqual(readAll(openCheckpoint(file, ["other dump"], true), 4), []);
    const other = openCheckpoint(file, ["dump"], true);
    other.meet({ at: 2, digest: "another" });
    assert.equal(other.covers(1), false);
    writeFileSync(file, '{"version":1');
    assert.deepEqual(readAll(openCheckpoint(file, ["dump"], true), 4), []);
  });

  it("is gone when the run is over", () => {
    keepTwo().remove();
    assert.equal(existsSync(file), false);
  });
});
