import assert from "node:assert/strict";
import { collection, doc, getDoc, getDocs, onSnapshot, type QuerySnapshot } from "firebase/firestore";
import type { GetOutput, ListOutput, OrderView, PlaceOutput } from "../../src/orders/contract.js";
import { storedFor } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset, quote } from "../support/market.js";
import { refused, signUp, type Person } from "../support/people.js";

const fund = (person: Person, amount = "10000.00", requestId = "funds") =>
  person.call("accounts-deposit", { requestId, amount });

const place = (person: Person, orderId: string, assetId: string, size: object, side = "buy") =>
  person.call<PlaceOutput>("orders-place", { orderId, assetId, side, type: "market", ...size });

const balance = ({ account }: PlaceOutput, assetId: string) =>
  account.balances.find((row) => row.assetId === assetId)?.available;

describe("a market order", function () {
  this.timeout(120_000);
  let person: Person;
  beforeEach(async () => {
    person = await signUp();
  });
  afterEach(() => person.close());

  it("buys a quantity and sells it again, fee and profit to the cent (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ price: "100.00" });
    await fund(person);
    const bought = await place(person, "b", assetId, { quantity: "2.5" });
    assert.deepEqual(
      {
        ...{ status: bought.order.status, filled: bought.order.filledQuantity },
        ...{ value: bought.order.filledValue, fee: bought.order.fee, price: bought.order.averagePrice },
      },
      { status: "filled", filled: "2.5", value: "250.00", fee: "0.25", price: "100.00" },
    );
    assert.deepEqual([balance(bought, "USD"), balance(bought, assetId)], ["9749.75", "2.5"]);
    assert.deepEqual(bought.account.positions, [
      { assetId, quantity: "2.5", cost: "250.25", realised: "0.00" },
    ]);
    await quote(assetId, "110.00");
    const sold = await place(person, "s", assetId, { quantity: "2.5" }, "sell");
    assert.deepEqual([sold.order.filledValue, sold.order.fee], ["275.00", "0.28"]);
    assert.equal(balance(sold, "USD"), "10024.47");
    assert.deepEqual(sold.account.positions, [{ assetId, quantity: "0", cost: "0.00", realised: "24.47" }]);
  });

  it("buys by notional what fits inside, fee included (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ price: "3.00", scale: 2 });
    await fund(person, "100.00");
    const { order } = await place(person, "n", assetId, { notional: "10.00" });
    assert.deepEqual(
      [order.notional, order.filledQuantity, order.filledValue, order.fee],
      ["10.00", "3.33", "9.99", "0.01"],
    );
  });

  it("fills as far as the depth goes and cancels the rest (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ price: "10.00", quote: { depth: "1.5" } });
    await fund(person);
    const { order, account } = await place(person, "d", assetId, { quantity: "4" });
    assert.deepEqual(
      [order.status, order.reason, order.quantity, order.filledQuantity, order.filledValue, order.hold],
      ["cancelled", "depth_exhausted", "4", "1.5", "15.00", "0.00"],
    );
    assert.deepEqual(account.openOrders, []);
  });

  it("repeated answers with the first result, though price and funds are others now (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ price: "100.00" });
    await fund(person, "250.25");
    const first = await place(person, "once", assetId, { quantity: "2.50" });
    await quote(assetId, "999.00");
    const before = await storedFor(person.uid);
    const again = await place(person, "once", assetId, { quantity: "2.5", timeInForce: "ioc" });
    assert.equal(again.replayed, true);
    assert.deepEqual([again.order, again.account], [first.order, first.account]);
    assert.deepEqual(await storedFor(person.uid), before);
  });

  it("repeated with other input names the fields, and writes nothing (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const other = await makeAsset();
    await fund(person);
    await place(person, "same", assetId, { quantity: "1" });
    const before = await storedFor(person.uid);
    for (const [fields, asset, size, side] of [
      [["quantity"], assetId, { quantity: "1.00000001" }, "buy"],
      [["side"], assetId, { quantity: "1" }, "sell"],
      [["assetId"], other, { quantity: "1" }, "buy"],
      [["notional", "quantity"], assetId, { notional: "100.00" }, "buy"],
    ] as const) {
      const mismatch = await refused("idempotency_mismatch", place(person, "same", asset, size, side));
      assert.deepEqual(mismatch.fields, fields);
    }
    assert.deepEqual(await storedFor(person.uid), before);
  });

  it("refused for want of funds leaves its id free: the same succeeds when funds are there (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ price: "100.00" });
    await fund(person, "50.00");
    const before = await storedFor(person.uid);
    const { facts } = await refused("insufficient_funds", place(person, "later", assetId, { quantity: "1" }));
    assert.deepEqual(facts, { needed: "100.10", available: "50.00" });
    assert.deepEqual(await storedFor(person.uid), before);
    await fund(person, "50.10", "more");
    const { order, replayed } = await place(person, "later", assetId, { quantity: "1" });
    assert.deepEqual([order.status, replayed], ["filled", false]);
  });

  it("of a delisted asset sells and does not buy (R-TRADE-1)", async () => {
    const assetId = await makeAsset();
    await fund(person);
    await place(person, "b", assetId, { quantity: "1" });
    // Terms are trusted for some seconds: another asset of the same terms starts out delisted.
    const delisted = await makeAsset({ status: "delisted" });
    await refused("asset_is_delisted", place(person, "b-2", delisted, { quantity: "1" }));
    await refused("insufficient_holdings", place(person, "s-2", delisted, { quantity: "1" }, "sell"));
  });

  it("is told with its fills, to its owner only (R-TRADE-4)", async () => {
    const assetId = await makeAsset({ price: "20.00" });
    await fund(person);
    const { order } = await place(person, "told", assetId, { quantity: "3" });
    const told = await person.call<GetOutput>("orders-get", { orderId: "told" });
    assert.deepEqual(told.order, order);
    assert.deepEqual(
      told.fills.map(({ entryId, seq, quantity, price, value, fee, side }) => {
        return [entryId, seq, side, quantity, price, value, fee];
      }),
      [["order.told.1", 2, "buy", "3", "20.00", "60.00", "0.06"]],
    );
    const stranger = await signUp();
    await refused("order_not_found", stranger.call("orders-get", { orderId: "told" }));
    const path = `accounts/${person.uid}/orders/told`;
    assert.equal((await getDoc(doc(person.db, path))).get("orderId"), "told");
    await assert.rejects(getDoc(doc(stranger.db, path)), { code: "permission-denied" });
    await assert.rejects(getDocs(collection(stranger.db, `accounts/${person.uid}/orders`)), {
      code: "permission-denied",
    });
    await stranger.close();
  });

  it("arrives live at its owner (R-TRADE-4)", async () => {
    const assetId = await makeAsset();
    await fund(person);
    const orders = collection(person.db, "accounts", person.uid, "orders");
    const arrived = heard<QuerySnapshot>(
      ...[60_000, "the order"],
      (next, fail) => onSnapshot(orders, next, fail),
      ({ docs }) => docs.some(({ id }) => id === "live"),
    );
    await place(person, "live", assetId, { quantity: "1" });
    assert.equal((await arrived).docs[0]?.get("status"), "filled");
  });
});

describe("the orders of an account", function () {
  this.timeout(180_000);
  let person: Person;
  let [first, second] = ["", ""];
  let all: OrderView[];

  before(async () => {
    person = await signUp();
    [first, second] = await Promise.all([makeAsset(), makeAsset({ quote: { depth: "1" } })]);
    await fund(person);
    for (let turn = 1; turn <= 3; turn++) {
      await place(person, `f-${turn}`, first, { quantity: "2" });
      await place(person, `s-${turn}`, second, { quantity: "2" });
      await place(person, `x-${turn}`, first, { quantity: "1" }, "sell");
    }
    all = (await person.call<ListOutput>("orders-list", { limit: 100 })).items;
  });
  after(() => person.close());

  async function pages(input: object, limit: number): Promise<OrderView[]> {
    const rows: OrderView[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 50; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const { items, nextCursor }: ListOutput = await person.call("orders-list", {
        ...input,
        limit,
        ...more,
      });
      rows.push(...items);
      if (nextCursor === null) return rows;
      cursor = nextCursor;
    }
    return assert.fail("the pages end");
  }

  it("come newest first, every row exactly once whatever the page (R-TRADE-4)", async () => {
    const turns = [3, 2, 1].flatMap((turn) => [`x-${turn}`, `s-${turn}`, `f-${turn}`]);
    assert.deepEqual(
      all.map(({ orderId }) => orderId),
      turns,
    );
    for (const limit of [1, 4, 9, 10]) assert.deepEqual(await pages({}, limit), all);
  });

  it("are filtered by status, side and asset in every combination (R-TRADE-4)", async () => {
    for (const status of [undefined, "filled", "cancelled"] as const) {
      for (const side of [undefined, "buy", "sell"] as const) {
        for (const assetId of [undefined, first, second]) {
          const filters = Object.entries({ status, side, assetId }).filter(([, value]) => value);
          const wanted = all.filter((order) =>
            filters.every(([name, value]) => order[name as keyof OrderView] === value),
          );
          assert.deepEqual(await pages(Object.fromEntries(filters), 2), wanted);
        }
      }
    }
  });

  it("are filtered by time: from counts, to does not (R-TRADE-4)", async () => {
    const [from, to] = [all[6]?.createdAt ?? "", all[2]?.createdAt ?? ""];
    const wanted = all.filter(({ createdAt }) => createdAt >= from && createdAt < to);
    assert.deepEqual(await pages({ from, to }, 2), wanted);
    assert.deepEqual(
      await pages({ from, side: "sell" }, 1),
      all.filter(({ createdAt, side }) => createdAt >= from && side === "sell"),
    );
  });

  it("that changed since a moment come by their last change (R-TRADE-4)", async () => {
    const changedSince = all[4]?.updatedAt ?? "";
    const wanted = all.filter(({ updatedAt }) => updatedAt >= changedSince);
    assert.ok(wanted.length >= 5 && wanted.length < 9);
    assert.deepEqual(await pages({ changedSince }, 2), wanted);
    assert.deepEqual(
      await pages({ changedSince, assetId: first }, 1),
      wanted.filter(({ assetId }) => assetId === first),
    );
    assert.deepEqual(await pages({ changedSince: "2999-01-01T00:00:00Z" }, 5), []);
  });
});
