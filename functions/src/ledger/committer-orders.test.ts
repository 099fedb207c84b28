import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Fault } from "../../test/simulation/faulty-store.js";
import { createModelStore, documentsOf, type ModelStore } from "../../test/simulation/model-store.js";
import { btc, deposit, limits, match, noonMs, quoteAt, tickAt } from "../../test/simulation/ground.js";
import type { Command, PlaceCommand, Tick } from "./command.js";
import { CommitFailure } from "./commit-failure.js";
import { Committer, type Outcome } from "./committer.js";
import { StoreFailure, type Batch, type LedgerStore } from "./store-port.js";

const uid = "ann";

/** A process that trades bitcoin at 30,000.00; faults are taken one a call to the store. */
function openProcess(
  store: ModelStore,
  name: string,
  bend: (plain: LedgerStore) => Partial<LedgerStore> = () => ({}),
) {
  const faults: Fault[] = [];
  const batches: Batch[] = [];
  const plain = store.connect({
    name,
    turn: () => Promise.resolve(),
    nextFault: () => faults.shift() ?? "none",
    isDead: () => false,
  });
  const noting: LedgerStore = {
    ...plain,
    commit: (batch) => {
      batches.push(batch);
      return plain.commit(batch);
    },
  };
  let ids = 0;
  const committer = new Committer({
    store: { ...noting, ...bend(noting) },
    clock: () => noonMs,
    newId: () => `${name}-${++ids}`,
    random: () => 0,
    sleep: () => Promise.resolve(),
  });
  const submit = (command: Command) => {
    const size = "size" in command ? JSON.stringify(command.size, (_, it: unknown) => String(it)) : "";
    const request = { kind: command.kind, ...(size && { size }) };
    const context = { limits, market: { terms: btc, quote: quoteAt(30_000_00n) } };
    return committer.submit(uid, { command, request, context });
  };
  return { submit, faults, batches, plain };
}

const limitBuy = (orderId: string, limitPrice = 29_000_00n): PlaceCommand => ({
  ...{ kind: "place", orderId, side: "buy", type: "limit", limitPrice },
  size: { quantity: 100_000n },
});
const trailingSell = (orderId: string): PlaceCommand => ({
  ...{ kind: "place", orderId, side: "sell", type: "trailing_stop", trail: { amount: 500_00n } },
  size: { quantity: 100_000n },
});
const cancel = (orderId: string): Command => ({ kind: "cancel", orderId });
const fall: Tick = tickAt(2, 28_900_00n);

/** One process with money, and orders where they are asked for. */
async function opened(...commands: Command[]) {
  const store = createModelStore();
  const process = openProcess(store, "here");
  await process.submit(deposit("funds", 50_000_00n));
  for (const command of commands) committed(await process.submit(command));
  return { store, ...process };
}

function committed(outcome: Outcome) {
  assert.equal(
    outcome.kind,
    "committed",
    JSON.stringify(outcome, (_, it: unknown) => String(it)),
  );
  return outcome;
}
const refusedFor = (outcome: Outcome) =>
  outcome.kind === "rejected" ? outcome.rejection.reason : outcome.kind;

function orderIn(store: ModelStore, orderId: string) {
  const order = documentsOf(store, uid).orders.find((it) => it.orderId === orderId);
  assert.ok(order, `${orderId} is not there`);
  return order;
}
const fillsIn = (store: ModelStore) => documentsOf(store, uid).entries.filter(({ kind }) => kind === "fill");

describe("committer, of orders that rest", () => {
  it("finds a cancel whose answer was lost by its commit (R-TRADE-8)", async () => {
    const { submit, store, faults } = await opened(limitBuy("o1"));
    faults.push("lose");
    assert.equal(committed(await submit(cancel("o1"))).replayed, false);
    assert.equal(orderIn(store, "o1").reason, "cancelled_by_owner");
  });

  it("finds a commit without entries whose answer was lost, by the order that it changed", async () => {
    const { submit, store, faults, batches } = await opened(limitBuy("o1", 30_500_00n), trailingSell("o2"));
    faults.push("lose");
    const outcome = committed(await submit(match("o2", tickAt(2, 30_400_00n))));
    assert.deepEqual(batches.at(-1)?.newEntries, []);
    assert.equal(outcome.replayed, false);
    assert.equal(orderIn(store, "o2").mark, "30400.00");
  });

  it("tries again a commit without entries that did not happen", async () => {
    const { submit, store, faults } = await opened(limitBuy("o1", 30_500_00n), trailingSell("o2"));
    const writes = store.writes.count;
    faults.push("fail");
    committed(await submit(match("o2", tickAt(2, 30_400_00n))));
    assert.equal(store.writes.count, writes + 1);
    assert.equal(orderIn(store, "o2").stopPrice, "29900.00");
  });

  it("fills once when two processes bring one tick at once (R-TRADE-8)", async () => {
    const { submit, store } = await opened(limitBuy("o1"));
    const there = openProcess(store, "there");
    const outcomes = await Promise.all([submit(match("o1", fall)), there.submit(match("o1", fall))]);
    assert.deepEqual(outcomes.map(refusedFor).sort(), ["committed", "order_is_closed"]);
    assert.equal(fillsIn(store).length, 1);
  });

  it("fills once when one process is asked twice for one tick with a share of the depth", async () => {
    const { submit, store } = await opened(limitBuy("o1"));
    const part = { ...match("o1", fall), allotment: 40_000n } as Command;
    const outcomes = await Promise.all([submit(part), submit(part)]);
    assert.deepEqual(outcomes.map(refusedFor), ["committed", "not_crossed"]);
    assert.equal(orderIn(store, "o1").filledQuantity, "0.0004");
  });

  it("decides two commands on one order in their turn, in one batch", async () => {
    const { submit, store, batches } = await opened(limitBuy("o1"));
    const part = { ...match("o1", fall), allotment: 40_000n } as Command;
    const outcomes = await Promise.all([submit(part), submit(cancel("o1"))]);
    assert.deepEqual(outcomes.map(refusedFor), ["committed", "committed"]);
    assert.deepEqual(
      batches.at(-1)?.changedOrders.map(({ status }) => status),
      ["cancelled"],
    );
    const { status, filledQuantity, entryCount } = orderIn(store, "o1");
    assert.deepEqual([status, filledQuantity, entryCount], ["cancelled", "0.0004", 3]);
  });

  it("creates an order that is changed in its own batch as it is in the end, with its own request", async () => {
    const { submit, store, batches } = await opened();
    await Promise.all([submit(limitBuy("o1")), submit(cancel("o1"))]);
    const { newOrders, changedOrders } = batches.at(-1) ?? assert.fail();
    assert.deepEqual([newOrders.length, changedOrders.length], [1, 0]);
    const { status, request } = orderIn(store, "o1");
    assert.deepEqual([status, request["kind"]], ["cancelled", "place"]);
  });

  it("answers a repeated replacement with the order that it made, whatever became of it since", async () => {
    const replace: Command = { kind: "replace", orderId: "o1", newOrderId: "o2", limitPrice: 29_100_00n };
    const { submit, store } = await opened(limitBuy("o1"), replace, match("o2", fall));
    const there = openProcess(store, "there");
    for (const outcome of [await submit(replace), await there.submit(replace)]) {
      const { replayed, record } = committed(outcome);
      assert.deepEqual([replayed, "status" in record && record.status], [true, "filled"]);
    }
    assert.equal(fillsIn(store).length, 1);
  });

  it("calls a placing its own whose answer was lost and whose order another process has filled since", async () => {
    const store = createModelStore();
    const there = openProcess(store, "there");
    const here = openProcess(store, "here", (plain) => ({
      commit: async (batch) => {
        await plain.commit(batch);
        if (batch.newOrders.length === 0) return "";
        // The SDK's hidden second try finds its own document; until then the market has moved on.
        await there.submit(match("o1", fall));
        throw new StoreFailure("exists", "orders/o1");
      },
    }));
    await there.submit(deposit("funds", 50_000_00n));
    const { replayed, record } = committed(await here.submit(limitBuy("o1")));
    assert.deepEqual([replayed, "status" in record && record.status], [false, "filled"]);
  });

  it("calls a placing a repeat that another process had placed and filled meanwhile", async () => {
    const store = createModelStore();
    const there = openProcess(store, "there");
    const here = openProcess(store, "here", (plain) => ({
      commit: async (batch) => {
        await there.submit(limitBuy("o1"));
        await there.submit(match("o1", fall));
        return plain.commit(batch);
      },
    }));
    await there.submit(deposit("funds", 50_000_00n));
    const { replayed, record } = committed(await here.submit(limitBuy("o1")));
    assert.deepEqual([replayed, "status" in record && record.status], [true, "filled"]);
  });

  it("does not promise that a cancel was not stored when it cannot look (R-TRADE-8)", async () => {
    const { store } = await opened(limitBuy("o1"));
    let commits = 0;
    const here = openProcess(store, "elsewhere", (plain) => ({
      // The SDK's hidden second try: the first one happened, its answer was lost; then the store cannot be read.
      commit: async (batch) => {
        if (commits++ === 0) await plain.commit(batch);
        throw new StoreFailure("conflict", "precondition");
      },
      readAccount: (owner) =>
        commits === 0 ? plain.readAccount(owner) : Promise.reject(new StoreFailure("unknown", "no network")),
    }));
    const error = await here.submit(cancel("o1")).then(
      () => assert.fail("it was answered"),
      (thrown: unknown) => thrown,
    );
    assert.equal(orderIn(store, "o1").reason, "cancelled_by_owner");
    assert.equal(error instanceof CommitFailure && error.reason, "outcome_is_unknown");
  });
});

describe("a committer that decides commands of no proof, or repeats", () => {
  it("takes cancels of two orders into one commit (R-TRADE-3)", async () => {
    const { submit, batches } = await opened(limitBuy("a"), limitBuy("b"));
    const before = batches.length;
    const outcomes = await Promise.all([submit(cancel("a")), submit(cancel("b"))]);
    outcomes.map(committed);
    assert.equal(batches.length, before + 1);
  });

  it("answers a repeat that looks like a bug on a later state, and freezes nobody (R-TRADE-8)", async () => {
    const { store, submit } = await opened();
    const held: Command = { kind: "hold", requestId: "h", assetId: "USD", amount: 1_00n };
    committed(await submit(held));
    const there = openProcess(store, "there");
    const again = await there.submit(held);
    assert.deepEqual([again.kind, "replayed" in again && again.replayed], ["committed", true]);
    committed(await there.submit(deposit("more", 1_00n)));
    assert.equal(documentsOf(store, uid).account?.status, "active");
  });
});
