import assert from "node:assert/strict";
import { Failure } from "./failure.js";
import { idFor, settle, type IntentStore } from "./intent.js";

function newStore(): IntentStore {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

const name = "order.ada";
const buy = { assetId: "BTC", side: "buy", size: { quantity: "0.05" } };
const lost = new Failure({ reason: "no_answer", retryable: true });
const refused = new Failure({ reason: "insufficient_funds" });

describe("An intent", () => {
  it("keeps its id until it is settled, and is a new one afterwards", () => {
    const store = newStore();
    const id = idFor(store, name, buy);
    assert.equal(idFor(store, name, { ...buy }), id);
    settle(store, name, buy, null);
    assert.notEqual(idFor(store, name, buy), id);
  });

  it("keeps its id when the answer was lost", () => {
    const store = newStore();
    const id = idFor(store, name, buy);
    settle(store, name, buy, lost);
    assert.equal(idFor(store, name, buy), id);
  });

  it("is over when it was refused for good", () => {
    const store = newStore();
    const id = idFor(store, name, buy);
    settle(store, name, buy, refused);
    assert.notEqual(idFor(store, name, buy), id);
  });

  it("outlives another intent that is settled meanwhile", () => {
    const store = newStore();
    const other = { ...buy, size: { quantity: "1" } };
    const id = idFor(store, name, buy);
    settle(store, name, buy, lost);
    assert.notEqual(idFor(store, name, other), id);
    settle(store, name, other, null);
    assert.equal(idFor(store, name, buy), id);
  });

  it("is nobody else's", () => {
    const store = newStore();
    assert.notEqual(idFor(store, name, buy), idFor(store, "order.grace", buy));
  });
});
