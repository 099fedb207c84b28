import assert from "node:assert/strict";
import { QueryCache, QueryClient, QueryObserver } from "@tanstack/react-query";
import { Failure } from "./failure.js";
import { liveQuery, stopListenersOf, type Listen } from "./live.js";

/** A listener that a test speaks for. */
function newSource() {
  const source = { started: 0, stopped: 0, next: (_: string): void => {}, fail: (_: Error): void => {} };
  const listen: Listen<string> = (next, fail) => {
    source.started += 1;
    Object.assign(source, { next, fail });
    return Promise.resolve(() => {
      source.stopped += 1;
    });
  };
  return { source, listen };
}

function newClient(): QueryClient {
  const queryCache = new QueryCache();
  stopListenersOf(queryCache);
  return new QueryClient({ queryCache });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("A live query", () => {
  it("answers with the first snapshot and replaces its data with each later one", async () => {
    const client = newClient();
    const { source, listen } = newSource();
    const answer = client.fetchQuery(liveQuery(["one"], listen));
    source.next("first");
    assert.equal(await answer, "first");
    source.next("second");
    assert.equal(client.getQueryData(["one"]), "second");
    client.clear();
  });

  it("has one listener however many components watch, and ends it when it leaves the cache", async () => {
    const client = newClient();
    const { source, listen } = newSource();
    const query = liveQuery(["one"], listen);
    const leave = [1, 2].map(() => new QueryObserver(client, query).subscribe(() => undefined));
    source.next("first");
    await turn();
    assert.equal(source.started, 1);
    for (const stop of leave) stop();
    client.removeQueries({ queryKey: ["one"] });
    await turn();
    assert.equal(source.stopped, 1);
    source.next("late");
    assert.equal(client.getQueryData(["one"]), undefined);
  });

  it("fails when the listener does, also after it has answered, and starts a new one on request", async () => {
    const client = newClient();
    const { source, listen } = newSource();
    const query = liveQuery(["one"], listen);
    const observer = new QueryObserver(client, query);
    const leave = observer.subscribe(() => undefined);
    source.next("first");
    await turn();
    source.fail(Object.assign(new Error("denied"), { code: "permission-denied" }));
    await turn();
    const { error, data } = observer.getCurrentResult();
    assert.ok(error instanceof Failure);
    assert.equal(error.reason, "not_allowed");
    assert.equal(data, "first");
    const again = observer.refetch();
    source.next("again");
    await again;
    assert.equal(observer.getCurrentResult().data, "again");
    assert.equal(observer.getCurrentResult().isError, false);
    assert.deepEqual([source.started, source.stopped], [2, 1]);
    leave();
    client.clear();
  });
});
