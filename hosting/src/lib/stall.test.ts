import assert from "node:assert/strict";
import { mock } from "node:test";
import { watchForStall, type StallWatch } from "./stall.js";

describe("A listener that waits", () => {
  const page = new EventTarget();
  const given = { add: globalThis.addEventListener, remove: globalThis.removeEventListener };
  let restarts = 0;
  let watch: StallWatch;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    globalThis.addEventListener = page.addEventListener.bind(page);
    globalThis.removeEventListener = page.removeEventListener.bind(page);
    restarts = 0;
    watch = watchForStall(() => {
      restarts += 1;
      return Promise.reject(new Error("the network is gone"));
    });
  });
  afterEach(() => {
    watch.answered();
    globalThis.addEventListener = given.add;
    globalThis.removeEventListener = given.remove;
    mock.timers.reset();
  });

  const pass = (seconds: number) => {
    for (let second = 0; second < seconds; second++) mock.timers.tick(1_000);
    return restarts;
  };

  it("has its streams restarted after eight seconds, then ever less often", () => {
    watch.waiting();
    assert.equal(pass(7), 0);
    watch.waiting();
    assert.equal(pass(1), 1);
    assert.equal(pass(16), 2);
    assert.equal(pass(32 + 64), 4);
    assert.equal(pass(64), 5);
  });

  it("is left alone once it is answered, and watched again when it waits again", () => {
    watch.waiting();
    pass(5);
    watch.answered();
    assert.equal(pass(100), 0);
    watch.waiting();
    assert.equal(pass(8), 1);
  });

  it("begins anew when the network is back", () => {
    watch.waiting();
    assert.equal(pass(8 + 16), 2);
    page.dispatchEvent(new Event("online"));
    assert.equal(pass(7), 2);
    assert.equal(pass(1), 3);
    watch.answered();
    page.dispatchEvent(new Event("online"));
    assert.equal(pass(100), 3);
  });
});
