import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import {
  connectFirestore,
  openProxy,
  readDocuments,
  uniqueUid,
  type Connected,
  type Proxy,
} from "../../test/simulation/firestore-ground.js";
import {
  btc,
  buy,
  deposit,
  hold,
  limits,
  marketContext,
  match,
  noonMs,
  quoteAt,
  tickAt,
} from "../../test/simulation/ground.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { emptyAccount, type Account } from "./account.js";
import { Committer } from "./committer.js";
import type { Command, DecisionContext } from "./command.js";
import { fold } from "./fold.js";
import { StoreFailure, type Batch, type LedgerStore, type StoreFailureKind } from "./store-port.js";
import { createFirestoreStore } from "./store.js";

/** The batch that a list of commands makes on an account. */
function batchOf(
  account: Account,
  guard: string | null,
  commands: readonly [Command, DecisionContext?][],
  commitId = "c1",
): Batch {
  const items = commands.map(([command, context = { nowMs: noonMs, limits }]) => ({
    ...{ command, context, request: { kind: command.kind } },
  }));
  const plan = fold(account, items, noonMs, commitId);
  assert.deepEqual([plan.refused, plan.broken, plan.violation], [[], [], null]);
  const { newEntries, newOrders, changedOrders } = plan;
  return { account: plan.account, guard, newEntries, newOrders, changedOrders };
}

async function failureOf(promise: Promise<unknown>): Promise<StoreFailureKind> {
  const error = await promise.then(
    () => assert.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StoreFailure, String(error));
  return error.kind;
}

describe("ledger store on Firestore (R-DATA-2, R-DATA-3)", function () {
  this.timeout(180_000);
  let connected: Connected;
  let store: LedgerStore;
  const opened: { close: () => Promise<void> }[] = [];

  before(() => {
    connected = connectFirestore();
    store = createFirestoreStore(connected.db);
    opened.push(connected);
  });
  after(async () => {
    for (const it of opened.reverse()) await it.close();
  });

  /** A store whose answers can be lost. */
  async function openBadNetwork(): Promise<{ proxy: Proxy; far: LedgerStore }> {
    const proxy = await openProxy();
    const client = connectFirestore(proxy.host);
    const close = async () => {
      proxy.heal();
      await client.close();
      await proxy.close();
    };
    opened.push({ close });
    return { proxy, far: createFirestoreStore(client.db) };
  }

  it("answers an account that is not there as empty, without a version", async () => {
    const uid = uniqueUid();
    assert.deepEqual(await store.readAccount(uid), { account: emptyAccount(uid), version: null });
  });

  it("reads back what it wrote: account, entries, orders, holds and ids of every shape", async () => {
    const uid = uniqueUid();
    const share = { ...btc, assetId: "BRK.B" };
    const batch = batchOf(emptyAccount(uid), null, [
      [deposit("d1", 50_000_00n)],
      [buy("o1", 100_000_000n), marketContext(btc, quoteAt(30_000_00n))],
      [buy("o2", 1_000_000n), marketContext(share, quoteAt(400_00n))],
      [hold("constructor", "USD", 5_00n)],
      [hold("1", "BRK.B", 1n)],
    ]);
    const version = await store.commit(batch);
    const read = await store.readAccount(uid);
    assert.deepEqual(read, { account: batch.account, version });
    const proofs = await store.readProofs(uid, [
      { collection: "entries", id: "request.d1" },
      { collection: "orders", id: "o1" },
      { collection: "entries", id: "request.none" },
    ]);
    assert.deepEqual(proofs, [batch.newEntries[0], batch.newOrders[0], null]);
    const { entries, orders } = await readDocuments(connected.db, uid);
    assert.deepEqual([entries.length, orders.length], [5, 2]);
    assert.deepEqual(await store.readProofs(uid, []), []);
  });

  it("takes the largest group that the committer makes: 250 orders in one batch", async () => {
    const uid = uniqueUid();
    const version = await store.commit(batchOf(emptyAccount(uid), null, [[deposit("d", 90_000_00n)]]));
    const market = marketContext(btc, quoteAt(30_000_00n));
    const { account } = await store.readAccount(uid);
    const orders = Array.from({ length: 250 }, (_, n): [Command, DecisionContext] => [
      buy(`o${n}`, 10_000n),
      market,
    ]);
    await store.commit(batchOf(account, version, orders, "c2"));
    assert.equal((await readDocuments(connected.db, uid)).orders.length, 250);
  });

  it("takes the largest group of brackets: 250 orders with two legs each in one batch", async () => {
    const uid = uniqueUid();
    const version = await store.commit(batchOf(emptyAccount(uid), null, [[deposit("d", 90_000_00n)]]));
    const { account } = await store.readAccount(uid);
    const legs = {
      takeProfit: { limitPrice: 31_000_00n },
      stopLoss: { stopPrice: 29_000_00n, limitPrice: 28_900_00n },
    };
    const context = {
      ...marketContext(btc, quoteAt(30_000_00n)),
      limits: { ...limits, openOrdersMax: 500 },
    };
    const brackets = Array.from({ length: 250 }, (_, n): [Command, DecisionContext] => [
      { ...buy(`o${n}`, 10_000n), ...legs },
      context,
    ]);
    await store.commit(batchOf(account, version, brackets, "c2"));
    const documents = await readDocuments(connected.db, uid);
    assert.equal(documents.orders.length, 750);
    assert.equal(Object.keys(documents.account?.orders ?? {}).length, 500);
  });

  it("changes an order under the account's guard and keeps the request that placed it", async () => {
    const uid = uniqueUid();
    const market = marketContext(btc, quoteAt(30_000_00n));
    const limit = { ...buy("o1", 100_000n), type: "limit", limitPrice: 29_000_00n } as const;
    const first = batchOf(emptyAccount(uid), null, [[deposit("d1", 50_000_00n)], [limit, market]]);
    const version = await store.commit(first);
    const filled = batchOf(first.account, version, [[match("o1", tickAt(2, 28_900_00n)), market]], "c2");
    assert.deepEqual([filled.newOrders.length, filled.changedOrders.length], [0, 1]);
    await store.commit(filled);
    const cancelled = batchOf(first.account, version, [[{ kind: "cancel", orderId: "o1" }]], "c3");
    assert.equal(await failureOf(store.commit(cancelled)), "conflict");
    const { orders } = await readDocuments(connected.db, uid);
    assert.deepEqual(orders, [{ ...filled.changedOrders[0], request: { kind: "place" }, acceptedBy: "c1" }]);
    assert.deepEqual(await store.readProofs(uid, [{ collection: "orders", id: "o1" }]), orders);
  });

  it("calls a stale version a conflict and writes nothing", async () => {
    const uid = uniqueUid();
    const first = batchOf(emptyAccount(uid), null, [[deposit("d1", 5n)]]);
    const version = await store.commit(first);
    await store.commit(batchOf(first.account, version, [[deposit("d2", 5n)]], "c2"));
    const late = batchOf(first.account, version, [[deposit("d3", 5n)]], "c3");
    assert.equal(await failureOf(store.commit(late)), "conflict");
    const { account, entries } = await readDocuments(connected.db, uid);
    assert.deepEqual([account?.seq, entries.length], [2, 2]);
  });

  it("lets one of two commits on one version win", async () => {
    const uid = uniqueUid();
    const first = batchOf(emptyAccount(uid), null, [[deposit("d0", 5n)]]);
    const version = await store.commit(first);
    const rivals = [1, 2, 3, 4].map((n) =>
      batchOf(first.account, version, [[deposit(`d${n}`, 5n)]], `c${n}`),
    );
    const results = await Promise.all(
      rivals.map((batch) => store.commit(batch).then(() => "won", failureKind)),
    );
    assert.deepEqual(results.sort(), ["conflict", "conflict", "conflict", "won"]);
    assert.equal((await readDocuments(connected.db, uid)).entries.length, 2);
  });

  it("says that an entry exists and writes nothing of the batch", async () => {
    const uid = uniqueUid();
    const first = batchOf(emptyAccount(uid), null, [[deposit("d1", 5n)]]);
    const version = await store.commit(first);
    const again = batchOf(first.account, version, [[deposit("d2", 7n)], [deposit("d1", 9n)]], "c2");
    assert.equal(await failureOf(store.commit(again)), "exists");
    const { account, entries } = await readDocuments(connected.db, uid);
    assert.deepEqual([account?.seq, entries.map(({ entryId }) => entryId)], [1, ["request.d1"]]);
    assert.equal(entries[0]?.postings[1]?.amount, "0.05");
  });

  it("says that an order exists and writes nothing of the batch", async () => {
    const uid = uniqueUid();
    const market = marketContext(btc, quoteAt(30_000_00n));
    const first = batchOf(emptyAccount(uid), null, [
      [deposit("d1", 50_000_00n)],
      [buy("o1", 10_000n), market],
    ]);
    const version = await store.commit(first);
    const again = batchOf(first.account, version, [[buy("o1", 20_000n), market]], "c2");
    assert.equal(await failureOf(store.commit(again)), "exists");
    assert.equal(await failureOf(store.commit({ ...again, newEntries: [] })), "exists");
    assert.equal((await readDocuments(connected.db, uid)).orders[0]?.quantity, "0.0001");
  });

  it("says that an account exists which the writer took for new", async () => {
    const uid = uniqueUid();
    await store.commit(batchOf(emptyAccount(uid), null, [[deposit("d1", 5n)]]));
    const rival = batchOf(emptyAccount(uid), null, [[deposit("d2", 5n)]], "c2");
    assert.equal(await failureOf(store.commit(rival)), "exists");
    assert.equal((await readDocuments(connected.db, uid)).entries.length, 1);
  });

  it("freezes on the version that it was shown, and leaves balances alone", async () => {
    const uid = uniqueUid();
    const first = batchOf(emptyAccount(uid), null, [[deposit("d1", 5n)]]);
    const version = await store.commit(first);
    await store.freeze(uid, version, "for this test");
    const { account } = await store.readAccount(uid);
    assert.deepEqual(account, { ...first.account, status: "frozen" });
    assert.equal(await failureOf(store.freeze(uid, version, "again")), "conflict");
    const events = await connected.db.collection("securityEvents").where("uid", "==", uid).get();
    assert.equal(events.size, 1);
  });

  it("does not know what became of a commit whose answer never comes (R-TEST-3)", async () => {
    const uid = uniqueUid();
    const { proxy, far } = await openBadNetwork();
    await far.readAccount(uid);
    proxy.answers = "vanish";
    assert.equal(
      await failureOf(far.commit(batchOf(emptyAccount(uid), null, [[deposit("d1", 5n)]]))),
      "unknown",
    );
    assert.ok(proxy.lost > 0, "no answer was lost");
    assert.equal((await store.readAccount(uid)).account.seq, 1);
  });

  it("survives a connection that dies after the commit: one effect, called its own (R-TEST-3)", async () => {
    const uid = uniqueUid();
    const { proxy, far } = await openBadNetwork();
    let ids = 0;
    const committer = new Committer({
      store: far,
      clock: Date.now,
      newId: () => `${uid}-${++ids}`,
      random: Math.random,
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    });
    const submit = (command: Command) => committer.submit(uid, { command, context: { limits }, request: {} });
    await submit(deposit("d0", 5n));
    proxy.answers = "kill";
    const outcome = await submit(deposit("d1", 5n));
    assert.ok(proxy.lost > 0, "no answer was lost");
    assert.equal(outcome.kind === "committed" && outcome.replayed, false);
    const { account, entries } = await readDocuments(connected.db, uid);
    assert.deepEqual([account?.balances.USD?.available, entries.length], ["0.10", 2]);
  });
});

const failureKind = (error: unknown) => (error instanceof StoreFailure ? error.kind : String(error));

describe("failures of Firestore (R-DATA-3)", () => {
  it("are named by what is known of the outcome, for every status code", () => {
    const kinds = Array.from({ length: 17 }, (_, code) =>
      classifyFirestoreError(Object.assign(new Error(), { code })),
    );
    const named = (kind: string) => kinds.flatMap((it, code) => (it === kind ? [code] : []));
    assert.deepEqual(named("conflict"), [5, 9]);
    assert.deepEqual(named("exists"), [6]);
    assert.deepEqual(named("permanent"), [3, 7, 11, 12, 15, 16]);
    assert.deepEqual(named("unknown"), [0, 1, 2, 4, 8, 10, 13, 14]);
    assert.equal(classifyFirestoreError(Object.assign(new Error(), { code: "ECONNRESET" })), "unknown");
    assert.equal(classifyFirestoreError(new TypeError("encoding")), "permanent");
  });
});
