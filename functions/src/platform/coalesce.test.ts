import assert from "node:assert/strict";
import { coalesced } from "./coalesce.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("coalesced reads", () => {
  it("share one read among callers of the same turn", async () => {
    const loads: string[][] = [];
    const read = coalesced((keys: readonly string[]) => {
      loads.push([...keys]);
      return Promise.resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
    });
    const values = await Promise.all([read("a"), read("b"), read("a")]);
    assert.deepEqual(values, ["A", "B", "A"]);
    assert.deepEqual(loads, [["a", "b"]]);
  });

  it("never give a caller a value that was read before it asked", async () => {
    let stored = 1;
    const gates: (() => void)[] = [];
    const read = coalesced(async (keys: readonly string[]) => {
      const seen = stored;
      await new Promise<void>((resolve) => gates.push(resolve));
      return new Map(keys.map((key) => [key, seen]));
    });
    const first = read("a");
    await settle();
    stored = 2;
    const second = read("a");
    await settle();
    stored = 3;
    const waiting = Promise.all([read("a"), read("a"), read("a")]);
    await settle();
    assert.equal(gates.length, 2, "at most two reads are under way");
    gates.shift()?.();
    assert.equal(await first, 1);
    await settle();
    gates.forEach((open) => open());
    assert.equal(await second, 2);
    assert.deepEqual(await waiting, [3, 3, 3]);
    assert.equal(gates.length, 2);
  });

  it("pass a failure to those who waited for it and to nobody else", async () => {
    let broken = true;
    const read = coalesced((keys: readonly string[]) =>
      broken ? Promise.reject(new Error("down")) : Promise.resolve(new Map(keys.map((key) => [key, 1]))),
    );
    await assert.rejects(Promise.all([read("a"), read("b")]), /down/);
    broken = false;
    assert.equal(await read("a"), 1);
    assert.equal(await read("a"), 1);
  });
});
