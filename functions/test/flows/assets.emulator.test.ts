import assert from "node:assert/strict";
import { doc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { AssetView, ListOutput, QuoteView } from "../../src/assets/contract.js";
import type { PlaceOutput } from "../../src/orders/contract.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset, uniqueAssetId } from "../support/market.js";
import { refused, signIn, signUp, type Person } from "../support/people.js";

describe("assets", function () {
  this.timeout(120_000);
  let admin: Person;
  let trader: Person;
  before(async () => {
    [admin, trader] = await Promise.all([signIn("admin"), signUp()]);
  });
  after(() => Promise.all([admin.close(), trader.close()]));

  async function pages(input: object, limit: number): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 200; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const { items, nextCursor }: ListOutput = await trader.call("assets-list", {
        ...input,
        limit,
        ...more,
      });
      ids.push(...items.map(({ assetId }) => assetId));
      if (nextCursor === null) return ids;
      cursor = nextCursor;
    }
    return assert.fail("the pages end");
  }

  it("are found by the beginnings of id and name, page by page, in the order of their ids (R-TRADE-1)", async () => {
    const word = uniqueName("q").slice(0, 8);
    const ids = [uniqueAssetId(), uniqueAssetId(), uniqueAssetId()].sort();
    await Promise.all(ids.map((assetId) => makeAsset({ assetId, name: `The ${word}ish One` })));
    for (const limit of [1, 2, 3, 100]) assert.deepEqual(await pages({ search: word }, limit), ids);
    assert.deepEqual(await pages({ search: ` ${word.toUpperCase()}ISH ` }, 10), ids);
    assert.deepEqual(await pages({ search: ids[1] }, 10), [ids[1]]);
    assert.deepEqual(await pages({ search: word.slice(1) }, 10), []);
    assert.deepEqual(await pages({ search: word, status: "active" }, 2), ids);
    assert.deepEqual(await pages({ search: word, status: "halted" }, 2), []);
  });

  it("are listed by status, each once over all pages (R-TRADE-1)", async () => {
    const halted = await makeAsset({ status: "halted" });
    const delisted = await makeAsset({ status: "delisted", price: null });
    const everything = await pages({}, 7);
    assert.deepEqual(everything, [...new Set(everything)].sort());
    assert.ok(["BTC", "BRK.B", halted, delisted].every((assetId) => everything.includes(assetId)));
    const byStatus = await Promise.all(
      ["active", "halted", "delisted"].map((status) => pages({ status }, 100)),
    );
    assert.deepEqual(byStatus.flat().sort(), everything);
    assert.ok(byStatus[1]?.includes(halted) && byStatus[2]?.includes(delisted));
  });

  it("are told one by one with their quote, or with none (R-TRADE-1)", async () => {
    const assetId = await makeAsset({ price: "12.50", scale: 4, tickSize: 5n });
    const asset = await trader.call<AssetView>("assets-get", { assetId });
    assert.deepEqual(
      [asset.quantityStep, asset.tickSize, asset.quote?.price, asset.quote?.sequence],
      ["0.0001", "0.05", "12.50", 1],
    );
    const unquoted = await makeAsset({ price: null });
    assert.equal((await trader.call<AssetView>("assets-get", { assetId: unquoted })).quote, null);
  });

  const buy = (assetId: string, orderId: string) =>
    trader.call<PlaceOutput>("orders-place", {
      orderId,
      assetId,
      side: "buy",
      type: "market",
      quantity: "1",
    });

  it("trade at the price that an admin has just set, order after order (R-TRADE-6)", async () => {
    await trader.call("accounts-deposit", { requestId: "funds", amount: "10000.00" });
    const assetId = await makeAsset({ price: "50.00" });
    for (let turn = 1; turn <= 8; turn++) {
      const price = `${50 + turn}.00`;
      const quote = await admin.call<QuoteView>("assets-setQuote", { assetId, price });
      assert.deepEqual([quote.price, quote.sequence, quote.source], [price, turn + 1, "manual"]);
      assert.equal((await buy(assetId, `follow-${turn}`)).order.averagePrice, price);
    }
  });

  it("keep one chain of quotes when many are set at once (R-TRADE-6)", async () => {
    const assetId = await makeAsset({ price: "1.00" });
    const prices = ["2.00", "3.00", "4.00"];
    const set = await Promise.all(
      prices.map((price) => admin.call<QuoteView>("assets-setQuote", { assetId, price })),
    );
    assert.deepEqual(set.map(({ sequence }) => sequence).sort(), [2, 3, 4]);
    const last = set.find(({ sequence }) => sequence === 4);
    assert.deepEqual((await trader.call<AssetView>("assets-get", { assetId })).quote, last);
  });

  it("are not traded on a quote past its time, and again on the next (R-TRADE-6)", async () => {
    await trader.call("accounts-deposit", { requestId: "funds-2", amount: "1000.00" });
    const assetId = await makeAsset({ price: null });
    await refused("quote_is_missing", buy(assetId, "late"));
    const quote = await admin.call<QuoteView>("assets-setQuote", { assetId, price: "5.00", validForMs: 1 });
    assert.equal(quote.validForMs, 1);
    // A quote of a moment ago: time passes without waiting for it.
    await adminDb()
      .doc(`quotes/${assetId}`)
      .update({ asOf: new Date(Date.now() - 1_000) });
    const { facts, retryable } = await refused("quote_is_stale", buy(assetId, "late"));
    assert.ok(Number(facts?.["ageMs"]) >= 1_000 && facts?.["validForMs"] === "1" && retryable);
    await admin.call("assets-setQuote", { assetId, price: "6.00" });
    assert.equal((await buy(assetId, "late")).order.status, "filled");
  });

  it("are quoted by admins only, and everybody hears of it live (R-TRADE-6)", async () => {
    const assetId = await makeAsset({ price: "7.00" });
    const arrived = heard<DocumentSnapshot>(
      ...[60_000, "the second quote"],
      (next, fail) => onSnapshot(doc(trader.db, "quotes", assetId), next, fail),
      (snapshot) => snapshot.get("sequence") === 2,
    );
    const input = { assetId, price: "8.00", low: "6.50", high: "8.10", depth: "2.50" };
    assert.equal(
      (await refused("not_allowed", trader.call("assets-setQuote", input))).code,
      "permission-denied",
    );
    await admin.call("assets-setQuote", input);
    const quote = (await arrived).data();
    assert.deepEqual(
      [quote?.["price"], quote?.["low"], quote?.["high"], quote?.["depth"]],
      ["8.00", "6.50", "8.10", "2.5"],
    );
  });
});
