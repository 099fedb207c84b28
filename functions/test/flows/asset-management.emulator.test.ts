import assert from "node:assert/strict";
import { assetChanged } from "../../src/assets/cached.js";
import type { AssetView, ListOutput } from "../../src/assets/contract.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { cache, makeAsset, quote, uniqueAssetId } from "../support/market.js";
import { refused, signIn, signUp, type Person } from "../support/people.js";

type Told = { name: string; status: string; tickSize: string };
type Event = { kind: string; uid: string; before: Told | null; after: Told };

describe("asset management", function () {
  this.timeout(180_000);
  let admin: Person;
  let trader: Person;
  before(async () => {
    [admin, trader] = await Promise.all([signIn("admin"), signUp()]);
  });
  after(() => Promise.all([admin.close(), trader.close()]));

  const inputFor = (assetId: string, more: object = {}) => ({
    ...{ assetId, name: `Managed ${assetId}`, kind: "etf", scale: 6, priceScale: 2 },
    ...{ quantityStep: "0.000001", minQuantity: "0.01", tickSize: "0.01" },
    ...more,
  });
  const save = (assetId: string, more: object = {}) =>
    admin.call<AssetView>("assets-save", inputFor(assetId, more));
  const setStatus = (assetId: string, status: string) =>
    admin.call<AssetView>("assets-setStatus", { assetId, status });
  const stored = async (assetId: string) => {
    const [asset, events] = await Promise.all([
      adminDb().doc(`assets/${assetId}`).get(),
      adminDb().collection("securityEvents").where("assetId", "==", assetId).get(),
    ]);
    return { updatedAt: asset.updateTime?.toDate(), events: events.docs.map((row) => row.data() as Event) };
  };

  it("makes an asset that can be found, quoted and traded at once (R-TRADE-1)", async () => {
    const assetId = uniqueAssetId();
    const made = await save(assetId);
    assert.deepEqual(
      [made.status, made.quantityStep, made.minQuantity, made.tickSize, made.quote],
      ["active", "0.000001", "0.01", "0.01", null],
    );
    const { items } = await trader.call<ListOutput>("assets-list", { search: assetId, kind: "etf" });
    assert.deepEqual(items, [made]);
    await admin.call("assets-setQuote", { assetId, price: "20.00" });
    await trader.call("accounts-deposit", { requestId: "funds", amount: "1000.00" });
    const order = { orderId: "first", assetId, side: "buy", type: "market", quantity: "1.5" };
    const placed = await trader.call<{ order: { status: string } }>("orders-place", order);
    assert.equal(placed.order.status, "filled");
    await refused("scale_is_fixed", save(assetId, { scale: 8 }));
  });

  it("writes down who changed what, and nothing for the same again (R-TRADE-1)", async () => {
    const assetId = uniqueAssetId();
    await save(assetId);
    await save(assetId, { name: "Renamed" });
    await setStatus(assetId, "halted");
    const { events } = await stored(assetId);
    assert.deepEqual(
      events
        .map(({ kind, uid, before, after }) => [
          kind,
          uid,
          before && [before.name, before.status],
          [after.name, after.status],
        ])
        .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
      [
        ["asset_saved", admin.uid, ["Managed " + assetId, "active"], ["Renamed", "active"]],
        ["asset_saved", admin.uid, null, ["Managed " + assetId, "active"]],
        ["asset_status_changed", admin.uid, ["Renamed", "active"], ["Renamed", "halted"]],
      ],
    );
    const before = await stored(assetId);
    assert.equal((await save(assetId, { name: "Renamed" })).status, "halted", "a status left out stays");
    assert.equal((await setStatus(assetId, "halted")).status, "halted");
    assert.deepEqual(await stored(assetId), before);
  });

  it("loses no change of admins who save at once: each builds on the one before (R-TRADE-1)", async () => {
    const assetId = uniqueAssetId();
    const names = Array.from({ length: 6 }, (_, at) => `Name ${at}`);
    await Promise.all([
      ...names.map((name) => save(assetId, { name })),
      ...["halted", "delisted"].map((status) =>
        // The asset may not be there yet: then the change is refused and leaves nothing.
        setStatus(assetId, status).catch(() => undefined),
      ),
    ]);
    const { events } = await stored(assetId);
    assert.ok(events.length >= names.length);
    // The events are one chain: each begins as another ended, and one began with nothing.
    const ends = ["null", ...events.map(({ after }) => JSON.stringify(after))].sort();
    const begins = events.map(({ before }) => JSON.stringify(before)).sort();
    const last = JSON.stringify(await told(assetId));
    ends.splice(ends.indexOf(last), 1);
    assert.deepEqual(begins, ends);
  });

  async function told(assetId: string) {
    const { events } = await stored(assetId);
    const asset = (await adminDb().doc(`assets/${assetId}`).get()).data() ?? {};
    return events.find(({ after }) => after.name === asset["name"] && after.status === asset["status"])
      ?.after;
  }

  it("halts, delists and relists, and takes a new tick when the quote is on it (R-TRADE-1)", async () => {
    const assetId = await makeAsset({ price: "10.03" });
    for (const status of ["halted", "delisted", "active"]) {
      assert.equal((await setStatus(assetId, status)).status, status);
    }
    const coarse = { name: `Test ${assetId}`, kind: "share", scale: 8, tickSize: "0.05" };
    assert.deepEqual((await refused("quote_is_off_tick", save(assetId, coarse))).fields, ["tickSize"]);
    await quote(assetId, "10.05");
    assert.equal((await save(assetId, coarse)).tickSize, "0.05");
  });

  it("reaches each of 300 assets exactly once, with and without filters, while others are added (R-TRADE-1)", async () => {
    const word = uniqueName("w").slice(0, 8);
    const first = uniqueName("P").toUpperCase().slice(0, 8);
    const idOf = (at: number) => `${first}-${String(at).padStart(4, "0")}`;
    const writer = adminDb().bulkWriter();
    const template = (
      await adminDb()
        .doc(`assets/${await makeAsset({ name: `${word} all` })}`)
        .get()
    ).data();
    const write = (at: number) =>
      writer.set(adminDb().doc(`assets/${idOf(at)}`), {
        ...template,
        ...{
          assetId: idOf(at),
          status: at % 3 === 0 ? "halted" : "active",
          kind: at % 2 ? "share" : "metal",
        },
      });
    // Even numbers are there from the start; odd ones arrive while the pages are read.
    const early = Array.from({ length: 300 }, (_, at) => at * 2);
    for (const at of early) void write(at);
    // In between lie documents that are no assets.
    const broken = [20, 21, 22, 400].map((at) => `${idOf(at)}X`);
    for (const assetId of broken) {
      void writer.set(adminDb().doc(`assets/${assetId}`), { ...template, assetId, scale: "eight" });
    }
    await writer.flush();
    await assetChanged(cache(), idOf(0));
    const pages = async (input: object, limit: number, between: () => Promise<unknown>) => {
      const ids: string[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < 200; page++) {
        const more: object = cursor === null ? {} : { cursor };
        const answer: ListOutput = await trader.call("assets-list", { ...input, limit, ...more });
        ids.push(...answer.items.map(({ assetId }) => assetId));
        cursor = answer.nextCursor;
        if (cursor === null) return ids;
        await between();
      }
      return assert.fail("the pages end");
    };
    let added = 1;
    const add = async () => {
      for (let count = 0; count < 5 && added < 600; count++, added += 2) void write(added);
      await writer.flush();
    };
    const expectOnce = (ids: string[], wanted: number[]) => {
      assert.deepEqual(ids, [...new Set(ids)].sort(), "each once, in order");
      const missing = wanted.map(idOf).filter((assetId) => !ids.includes(assetId));
      assert.deepEqual(missing, []);
      assert.ok(!broken.some((assetId) => ids.includes(assetId)));
    };
    expectOnce(await pages({}, 37, add), early);
    expectOnce(await pages({ search: word }, 37, add), early);
    const halted = (at: number) => at % 3 === 0;
    expectOnce(await pages({ search: word, status: "halted" }, 20, add), early.filter(halted));
    expectOnce(await pages({ status: "halted" }, 20, add), early.filter(halted));
    expectOnce(
      await pages({ kind: "metal", status: "halted", search: word }, 100, add),
      early.filter(halted),
    );
    expectOnce(await pages({ kind: "share" }, 100, add), []);
    await writer.close();
    const made = await adminDb().collection("assets").where("searchPrefixes", "array-contains", word).get();
    const cleaner = adminDb().bulkWriter();
    for (const row of made.docs) void cleaner.delete(row.ref);
    await cleaner.close();
  });
});
