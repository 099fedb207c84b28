import assert from "node:assert/strict";
import type {
  CancelAllOutput,
  CancelOutput,
  PlaceOutput,
  PreviewOutput,
  ReplaceOutput,
} from "../../src/orders/contract.js";
import { adminDb, storedFor } from "../support/backend.js";
import { refused } from "../support/people.js";
import { balanceOf, closeAdmin, closeScene, openScene } from "../support/trading.js";

const limit = (limitPrice: string, more: object = {}) => ({
  ...{ side: "buy", type: "limit", quantity: "2", limitPrice },
  ...more,
});
const atOnce = 4;
const bracket = { takeProfit: { limitPrice: "120.00" }, stopLoss: { stopPrice: "80.00" } };

describe("a bracket", function () {
  this.timeout(180_000);
  after(closeAdmin);

  it("opens its legs when a market parent fills; the profit cancels the stop in one commit (R-TRADE-3)", async () => {
    const scene = await openScene();
    const { order } = await scene.place("b", { side: "buy", type: "market", quantity: "2", ...bracket });
    assert.deepEqual([order.status, order.legIds], ["filled", ["b.takeProfit", "b.stopLoss"]]);
    assert.deepEqual(balanceOf(await scene.account(), scene.assetId), ["0", "2"]);
    await scene.price("121.00");
    await scene.becomes("b.takeProfit", { status: "filled", filledValue: "242.00" });
    const stop = await scene.becomes("b.stopLoss", { status: "cancelled", reason: "sibling_filled" });
    assert.equal(stop.filledQuantity, "0");
    assert.deepEqual(balanceOf(await scene.account(), scene.assetId), ["0", "0"]);
    await closeScene(scene);
  });

  it("sells at the stop and cancels the profit (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("b", { side: "buy", type: "market", quantity: "2", ...bracket });
    await scene.price("79.00");
    await scene.becomes("b.stopLoss", { status: "filled", filledValue: "158.00", trigger: "triggered" });
    await scene.becomes("b.takeProfit", { status: "cancelled", reason: "sibling_filled" });
    await closeScene(scene);
  });

  it("holds its legs until a resting parent fills, and takes them along when it is cancelled (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("fills", limit("95.00", bracket));
    await scene.place("goes", limit("90.00", bracket));
    const { legs } = await scene.order("fills");
    assert.deepEqual(
      legs.map(({ status, hold, parentId }) => [status, hold, parentId]),
      [
        ["held", "0", "fills"],
        ["held", "0", "fills"],
      ],
    );
    await scene.trader.call<CancelOutput>("orders-cancel", { orderId: "goes" });
    await scene.becomes("goes.stopLoss", { status: "cancelled", reason: "parent_ended" });
    await scene.price("94.00");
    await scene.becomes("fills.takeProfit", { status: "open", hold: "2" });
    await scene.becomes("fills.stopLoss", { status: "open", hold: "0" });
    await closeScene(scene);
  });

  it("may trail its stop, by amount or by percent (R-TRADE-3)", async () => {
    const scene = await openScene();
    const trailing = { takeProfit: bracket.takeProfit, stopLoss: { trail: { amount: "5.00" } } };
    await scene.place("t", { side: "buy", type: "market", quantity: "2", ...trailing });
    await scene.price("110.00");
    await scene.becomes("t.stopLoss", { status: "open", stopPrice: "105.00" });
    await scene.price("104.00");
    await scene.becomes("t.stopLoss", { status: "filled", filledValue: "208.00" });
    await scene.becomes("t.takeProfit", { status: "cancelled" });
    await closeScene(scene);
  });

  it("resizes the other leg when one fills in part: together they never exit more (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("b", { side: "buy", type: "market", quantity: "2", ...bracket });
    await scene.price("121.00", { depth: "0.5" });
    await scene.becomes("b.takeProfit", { status: "partially_filled", filledQuantity: "0.5" });
    await scene.becomes("b.stopLoss", { status: "open", quantity: "1.5" });
    await scene.price("79.00");
    await scene.becomes("b.stopLoss", { status: "filled", filledQuantity: "1.5" });
    await scene.becomes("b.takeProfit", { status: "cancelled", filledQuantity: "0.5" });
    await closeScene(scene);
  });
});

describe("an open order", function () {
  this.timeout(180_000);
  after(closeAdmin);

  it("is cancelled once: its hold comes back, a repeat answers the same, a filled one is closed (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("c", limit("90.00"));
    const cancel = () => scene.trader.call<CancelOutput>("orders-cancel", { orderId: "c" });
    const first = await cancel();
    assert.deepEqual(
      [first.order.status, first.order.reason, first.replayed, balanceOf(first.account, "USD")],
      ["cancelled", "cancelled_by_owner", false, ["10000.00", "0.00"]],
    );
    const before = await storedFor(scene.trader.uid);
    const again = await cancel();
    assert.deepEqual({ ...again, replayed: false }, first);
    assert.equal(again.replayed, true);
    assert.deepEqual(await storedFor(scene.trader.uid), before);
    await scene.place("f", { side: "buy", type: "market", quantity: "1" });
    await refused("order_is_closed", scene.trader.call("orders-cancel", { orderId: "f" }));
    await closeScene(scene);
  });

  it("is replaced in one commit, both orders linked, the hold moved by the difference (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("old", limit("90.00"));
    const input = { orderId: "old", newOrderId: "new", quantity: "3", limitPrice: "95.00" };
    const output = await scene.trader.call<ReplaceOutput>("orders-replace", input);
    assert.deepEqual(
      [output.order.replaces, output.replaced.replacedBy, output.replaced.status, output.order.hold],
      ["old", "new", "replaced", "285.29"],
    );
    assert.deepEqual(balanceOf(output.account, "USD"), ["9714.71", "285.29"]);
    const again = await scene.trader.call<ReplaceOutput>("orders-replace", input);
    assert.deepEqual({ ...again, replayed: false }, output);
    const { entries } = await scene.order("new");
    assert.deepEqual(
      entries.map(({ kind, postings }) => [kind, postings.map(({ amount }) => amount)]),
      [["hold", ["-105.11", "105.11"]]],
    );
    await refused("idempotency_mismatch", scene.trader.call("orders-replace", { ...input, quantity: "4" }));
    await scene.price("94.00");
    await scene.becomes("new", { status: "filled", filledValue: "282.00" });
    await closeScene(scene);
  });

  it("is not replaced by less than is filled; the new one is for the rest (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("part", limit("95.00"));
    await scene.price("94.00", { depth: "0.5" });
    await scene.becomes("part", { status: "partially_filled" });
    const replace = (newOrderId: string, quantity: string) =>
      scene.trader.call<ReplaceOutput>("orders-replace", { orderId: "part", newOrderId, quantity });
    await refused("quantity_already_filled", replace("less", "0.5"));
    await scene.price("99.00");
    const { order } = await replace("more", "1.25");
    assert.deepEqual([order.quantity, order.filledQuantity, order.replaces], ["0.75", "0", "part"]);
    await closeScene(scene);
  });

  it("is one of all that are cancelled together, one result each, of one asset or of all (R-TRADE-3)", async () => {
    const scene = await openScene("5");
    await scene.place("a", limit("90.00"));
    await scene.place("b", limit("91.00", bracket));
    await scene.place("s", { side: "sell", type: "stop", quantity: "1", stopPrice: "70.00" });
    const none = await scene.trader.call<CancelAllOutput>("orders-cancelAll", { assetId: "BTC" });
    assert.deepEqual(none.results, []);
    const all = await scene.trader.call<CancelAllOutput>("orders-cancelAll", { assetId: scene.assetId });
    assert.deepEqual(
      all.results.map(({ orderId, order, reason }) => [orderId, order?.status, reason]).sort(),
      [
        ["a", "cancelled", null],
        ["b", "cancelled", null],
        ["s", "cancelled", null],
      ],
    );
    assert.deepEqual(all.account.openOrders, []);
    assert.deepEqual(balanceOf(all.account, scene.assetId), ["5", "0"]);
    await closeScene(scene);
  });

  it("counts towards 200 at most, and room is made by a cancel (R-TRADE-3)", async () => {
    const scene = await openScene();
    const small = (orderId: string) => scene.place(orderId, limit("20.00", { quantity: "0.1" }));
    const ids = Array.from({ length: 200 }, (_, at) => `o${at}`);
    // The emulator starts a process for each that is under way.
    for (let start = 0; start < ids.length; start += atOnce) {
      await Promise.all(ids.slice(start, start + atOnce).map(small));
    }
    await refused("too_many_open_orders", small("one-more"));
    await scene.trader.call("orders-cancel", { orderId: "o7" });
    assert.equal((await small("one-more")).order.status, "open");
    const { results } = await scene.trader.call<CancelAllOutput>("orders-cancelAll", {});
    assert.equal(results.filter(({ order }) => order?.status === "cancelled").length, 200);
    await closeScene(scene);
  });
});

describe("a preview", function () {
  this.timeout(180_000);
  after(closeAdmin);

  it("says what placing then does, and writes nothing (R-TRADE-3)", async () => {
    const scene = await openScene();
    const orders = [
      { side: "buy", type: "market", quantity: "2" },
      { side: "buy", type: "market", notional: "100.00" },
      limit("90.00"),
      limit("101.00", bracket),
      { side: "buy", type: "stop", quantity: "1", stopPrice: "110.00" },
      { side: "sell", type: "limit", quantity: "1", limitPrice: "150.00" },
    ];
    for (const [at, order] of orders.entries()) {
      const before = await storedFor(scene.trader.uid);
      const input = { assetId: scene.assetId, ...order };
      const preview = await scene.trader.call<PreviewOutput>("orders-preview", input);
      assert.deepEqual(await storedFor(scene.trader.uid), before);
      const { order: placed, account } = await scene.place(`o${at}`, order);
      assert.deepEqual(
        [preview.order.status, preview.order.hold, preview.order.filledValue, preview.balances],
        [placed.status, placed.hold, placed.filledValue, account.balances],
      );
    }
    const bill = await scene.trader.call<PreviewOutput>("orders-preview", {
      ...{ assetId: scene.assetId, side: "buy", type: "limit", quantity: "3", limitPrice: "99.00" },
    });
    assert.deepEqual([bill.cost, bill.fee, bill.hold], ["297.00", "0.30", "297.30"]);
    await closeScene(scene);
  });
});

describe("a position", function () {
  this.timeout(180_000);
  after(closeAdmin);

  it("is closed by a percentage of what there is, or by a quantity (R-TRADE-3)", async () => {
    const scene = await openScene("3");
    const close = (orderId: string, size: object) =>
      scene.trader.call<PlaceOutput>("orders-close", { orderId, assetId: scene.assetId, ...size });
    assert.equal((await close("third", { percent: "33.3333" })).order.filledQuantity, "0.999999");
    assert.equal((await close("one", { quantity: "1" })).order.filledQuantity, "1");
    const rest = await close("rest", { percent: "100" });
    assert.deepEqual(
      [rest.order.filledQuantity, balanceOf(rest.account, scene.assetId)],
      ["1.000001", ["0", "0"]],
    );
    assert.equal((await close("rest", { percent: "100.00" })).replayed, true);
    await closeScene(scene);
  });
});

describe("a kill switch", function () {
  this.timeout(180_000);
  after(closeAdmin);
  const effectiveWithinMs = 15_000;

  it("stops an account's trading within seconds, and lets it cancel (R-TRADE-1)", async () => {
    const scene = await openScene();
    await scene.place("kept", limit("90.00"));
    const settings = adminDb().doc("settings/trading");
    await settings.set({ haltedAccounts: [scene.trader.uid] }, { merge: true });
    try {
      const deadline = Date.now() + effectiveWithinMs;
      let reason = "";
      for (let at = 0; reason === "" && Date.now() < deadline; at++) {
        reason = await scene.place(`try${at}`, { ...limit("50.00"), quantity: "0.1" }).then(
          () => "",
          (error: { details: { reason: string } }) => error.details.reason,
        );
      }
      assert.equal(reason, "trading_is_halted");
      const { order } = await scene.trader.call<CancelOutput>("orders-cancel", { orderId: "kept" });
      assert.equal(order.status, "cancelled");
    } finally {
      await settings.set({ haltedAccounts: [] }, { merge: true });
    }
    await closeScene(scene);
  });
});
