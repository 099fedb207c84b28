import assert from "node:assert/strict";
import { trusted } from "./trusted.js";

describe("a trusted value", () => {
  it("is read once until its time is over, then again", async () => {
    let [nowMs, loads] = [0, 0];
    const read = trusted(
      () => Promise.resolve(++loads),
      5_000,
      () => nowMs,
    );
    assert.deepEqual(await Promise.all([read("a"), read("a")]), [1, 1]);
    nowMs = 4_999;
    assert.equal(await read("a"), 1);
    nowMs = 5_000;
    assert.equal(await read("a"), 2);
  });

  it("is kept by key", async () => {
    const read = trusted(
      (key) => Promise.resolve(key.toUpperCase()),
      5_000,
      () => 0,
    );
    assert.deepEqual([await read("a"), await read("b")], ["A", "B"]);
  });

  it("that is not there or could not be read is asked for again at once", async () => {
    const answers: (() => Promise<string | undefined>)[] = [
      () => Promise.resolve(undefined),
      () => Promise.reject(new Error("lost")),
      () => Promise.resolve("there"),
    ];
    const read = trusted(
      () => (answers.shift() ?? assert.fail())(),
      5_000,
      () => 0,
    );
    assert.equal(await read("a"), undefined);
    await assert.rejects(read("a"), /lost/);
    assert.equal(await read("a"), "there");
    assert.equal(await read("a"), "there");
  });

  it("stays when an older read of it fails late", async () => {
    let nowMs = 0;
    let fail: (error: Error) => void = () => undefined;
    const answers = [
      () => new Promise<string>((_, reject) => (fail = reject)),
      () => Promise.resolve("newer"),
      () => Promise.resolve("needless"),
    ];
    const read = trusted(
      () => (answers.shift() ?? assert.fail())(),
      5_000,
      () => nowMs,
    );
    const older = read("a");
    nowMs = 5_000;
    assert.equal(await read("a"), "newer");
    fail(new Error("late"));
    await assert.rejects(older, /late/);
    assert.equal(await read("a"), "newer");
  });
});
