import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { interleave, runSlice, type Contender } from "./measure.js";

const silent = () => undefined;

/** Places `orders` a call, each call a turn of the event loop; every fifth call fails where told to. */
function contender(name: string, log: string[], given: Partial<Contender> & { failing?: boolean } = {}) {
  let calls = 0;
  const place = async () => {
    await delay(1);
    if (given.failing && ++calls % 5 === 0) throw new Error("lock timeout");
    return 1;
  };
  const counting = (on: boolean) => log.push(`${name} ${on ? "starts" : "ends"}`);
  return { name, callers: 4, place, counting, ...given } satisfies Contender;
}

describe("runSlice", () => {
  it("counts every order of concurrent callers", async () => {
    const slice = await runSlice(contender("a", []), { seconds: 5, orders: 200 }, silent);
    assert.ok(slice.orders >= 200 && slice.orders < 204, `${slice.orders} orders`);
    assert.equal(slice.latencies.length, slice.orders);
    assert.equal(slice.failed, 0);
  });

  it("keeps calls that fail out of rate and latency, and says why they failed", async () => {
    const lines: string[] = [];
    const failing = contender("a", [], { failing: true });
    const slice = await runSlice(failing, { seconds: 5, orders: 40 }, (line) => lines.push(line));
    assert.ok(slice.failed >= 9 && slice.failed <= 11, `${slice.failed} failed`);
    assert.equal(slice.latencies.length, slice.orders);
    assert.match(lines.join(), /a: \d+ failed with "lock timeout"/);
  });

  it("waits for what was asked and counts it when time is over", async () => {
    const slow = contender("slow", [], { place: () => delay(80, 3) });
    const slice = await runSlice(slow, { seconds: 0.02, orders: Infinity }, silent);
    assert.equal(slice.orders, 12);
    assert.ok(slice.elapsedMs >= 75, `${slice.elapsedMs} ms`);
  });
});

describe("interleave", () => {
  it("lets contenders take turns in each round", async () => {
    const log: string[] = [];
    const both = [contender("a", log), contender("b", log)];
    const summaries = await interleave(both, 2, { seconds: 1, orders: 8 }, silent);
    const turn = ["a starts", "a ends", "b starts", "b ends"];
    assert.deepEqual(log, [...turn, ...turn]);
    assert.ok((summaries.get("a")?.orders ?? 0) >= 16);
  });

  it("gives a sparse contender its own slice in some rounds only", async () => {
    const log: string[] = [];
    const sparse = { everyRounds: 2, sliceSeconds: 0.05 };
    const both = [contender("a", log), contender("b", log, { sparse })];
    await interleave(both, 3, { seconds: 5, orders: 8 }, silent);
    const starts = log.filter((line) => line.endsWith("starts")).map(([name]) => name);
    assert.equal(starts.join(""), "abaab");
  });
});
