import assert from "node:assert/strict";
import { collection, onSnapshot, type QuerySnapshot } from "firebase/firestore";
import { openAlertsMax } from "../../src/alerts/alert.js";
import type { AlertView, CreateOutput, DeleteOutput, ListOutput } from "../../src/alerts/contract.js";
import { fireAlerts } from "../../src/alerts/firing.js";
import type { ListOutput as Notifications } from "../../src/notifications/contract.js";
import { createContext } from "../../src/platform/context.js";
import type { QuoteRecord } from "../../src/prices/quote.js";
import { adminDb, storedFor } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset, quote } from "../support/market.js";
import { refused, signUp, type Person } from "../support/people.js";

describe("price alerts", function () {
  this.timeout(180_000);
  let person: Person;
  before(async () => {
    person = await signUp();
  });
  after(() => person.close());

  const context = () => createContext({ db: adminDb() });
  const create = (alertId: string, assetId: string, more: object = {}, who = person) =>
    who.call<CreateOutput>("alerts-create", {
      ...{ alertId, assetId, direction: "above", price: "110.00" },
      ...more,
    });
  const rangeOf = (tick: QuoteRecord) => ({ ...tick, at: tick.asOf });
  const fire = (assetId: string, ...ticks: QuoteRecord[]) =>
    fireAlerts(context(), assetId, ticks.map(rangeOf));
  /** A quote that is not stored: no trigger of the running stack fires on it too. */
  const unstored = (assetId: string, price: string, sequence = 2): QuoteRecord => ({
    ...{ assetId, price, low: price, high: price, depth: null, validForMs: null, sequence },
    ...{ asOf: new Date().toISOString(), source: "manual" },
  });
  const list = async (input: object = {}, who = person) =>
    (await who.call<ListOutput>("alerts-list", { limit: 100, ...input })).items;
  const find = async (alertId: string, who = person): Promise<AlertView> =>
    (await list({}, who)).find((one) => one.alertId === alertId) ?? assert.fail("is listed");
  const told = async (alertId: string, who = person) => {
    const { items } = await who.call<Notifications>("notifications-list", { limit: 100 });
    return items.filter(({ notificationId }) => notificationId === `alert.${alertId}`);
  };

  it("fire once when the price reaches them, and their owner hears of it live (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    const { alert } = await create("up", assetId, { note: "sell some" });
    assert.deepEqual([alert.status, alert.price, alert.createdSequence], ["open", "110.00", 1]);
    await create("down", assetId, { direction: "below", price: "90" });
    assert.deepEqual(await fire(assetId, await quote(assetId, "109.99")), { fired: 0, more: false });
    const arrived = heard<QuerySnapshot>(
      ...[60_000, "the notification"],
      (next, fail) => onSnapshot(collection(person.db, "users", person.uid, "notifications"), next, fail),
      ({ size }) => size > 0,
    );
    const tick = { ...unstored(assetId, "108.00", 3), high: "110.00", low: "107.00" };
    assert.deepEqual(await fire(assetId, tick), { fired: 1, more: false });
    assert.equal((await arrived).docs[0]?.id, "alert.up");
    const { status, triggeredPrice, triggeredSequence, triggeredAt } = await find("up");
    assert.deepEqual(
      [status, triggeredPrice, triggeredSequence, triggeredAt],
      ["triggered", "110.00", 3, tick.asOf],
    );
    assert.equal((await find("down")).status, "open");
    const [notification, ...more] = await told("up");
    assert.deepEqual(more, []);
    assert.deepEqual(
      [notification?.kind, notification?.readAt, notification?.data["price"], notification?.text],
      ["price_alert", null, "110.00", `${assetId} has risen to 110.00 USD. sell some`],
    );
    assert.deepEqual(await fire(assetId, tick), { fired: 0, more: false });
  });

  it("fire once although many fire them at the same time (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    for (const alertId of ["race-1", "race-2", "race-3"]) {
      await create(alertId, assetId, { direction: "below", price: "95.00" });
    }
    const tick = unstored(assetId, "94.00");
    const results = await Promise.all(Array.from({ length: 5 }, () => fire(assetId, tick)));
    assert.equal(
      results.reduce((sum, { fired }) => sum + fired, 0),
      3,
    );
    for (const alertId of ["race-1", "race-2", "race-3"]) {
      assert.equal((await told(alertId)).length, 1);
      assert.equal((await find(alertId)).status, "triggered");
    }
  });

  it("never fire on a quote that is not newer than they are (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    const old = await quote(assetId, "120.00");
    await quote(assetId, "100.00");
    await create("late", assetId);
    assert.equal((await fire(assetId, old)).fired, 0);
    assert.equal((await find("late")).status, "open");
    const merged = { ...rangeOf(await quote(assetId, "101.00")), high: "120.00", firstSequence: 2 };
    assert.equal(
      (await fireAlerts(context(), assetId, [merged])).fired,
      0,
      "the high is older than the alert",
    );
  });

  it("are passed over where their document is broken, and the others fire (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    await create("broken", assetId);
    await create("sound", assetId);
    await adminDb().doc(`users/${person.uid}/alerts/broken`).update({ price: 110 });
    assert.equal((await fire(assetId, unstored(assetId, "111.00"))).fired, 1);
    assert.equal((await find("sound")).status, "triggered");
    await adminDb().doc(`users/${person.uid}/alerts/broken`).delete();
  });

  it("answer a repeat with what has become of them, writing nothing (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    await create("again", assetId);
    await fire(assetId, unstored(assetId, "111.00"));
    const before = await storedFor(person.uid);
    const { alert, replayed } = await create("again", assetId, { price: "110" });
    assert.deepEqual([alert.status, replayed], ["triggered", true]);
    assert.deepEqual(
      (await refused("idempotency_mismatch", create("again", assetId, { note: "n" }))).fields,
      ["note"],
    );
    const remove = person.call("alerts-delete", { alertId: "again" });
    assert.deepEqual((await refused("alert_is_closed", remove)).facts, { status: "triggered" });
    assert.deepEqual(await storedFor(person.uid), before);
  });

  it("are deleted once, and fire no more (R-TRADE-7)", async () => {
    const assetId = await makeAsset();
    await create("gone", assetId);
    const remove = () => person.call<DeleteOutput>("alerts-delete", { alertId: "gone" });
    const first = await remove();
    assert.deepEqual([first.alert.status, first.replayed], ["deleted", false]);
    assert.deepEqual(await remove(), { ...first, replayed: true });
    assert.equal((await fire(assetId, unstored(assetId, "111.00"))).fired, 0);
    assert.deepEqual(await told("gone"), []);
  });

  it("are at most a hundred open, exactly, also when the last places are taken at once (R-TRADE-7)", async () => {
    const user = await signUp();
    const assetId = await makeAsset();
    const book = adminDb().doc(`users/${user.uid}/alertBooks/current`);
    await create("real", assetId, {}, user);
    const later = new Date(Date.now() + 86_400_000);
    const filled = Array.from(
      { length: openAlertsMax - 4 },
      (_, at) => [`open.filler-${at}`, later] as const,
    );
    await book.update(Object.fromEntries(filled));
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => create(`last-${at}`, assetId, {}, user)),
    );
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 3);
    const { facts } = await refused("too_many_open_alerts", create("one-more", assetId, {}, user));
    assert.deepEqual(facts, { limit: "100" });
    assert.equal((await list({ status: "open" }, user)).length, 4);
    await user.call("alerts-delete", { alertId: "real" });
    await create("one-more", assetId, {}, user);
    const tick = unstored(assetId, "111.00");
    assert.equal((await fire(assetId, tick)).fired, 4);
    const { open } = (await book.get()).data() as { open: object };
    assert.equal(Object.keys(open).length, openAlertsMax - 4, "each that ended has left the book");
    await user.close();
  });

  it("expire in effect before anybody tidies, and give their place back (R-TRADE-7)", async () => {
    const user = await signUp();
    const assetId = await makeAsset();
    await create("old", assetId, {}, user);
    const expiresAt = new Date(Date.now() - 1_000);
    await adminDb().doc(`users/${user.uid}/alerts/old`).update({ expiresAt });
    assert.equal((await fire(assetId, unstored(assetId, "111.00"))).fired, 0);
    await adminDb().doc(`users/${user.uid}/alertBooks/current`).update({ "open.old": expiresAt });
    assert.equal((await find("old", user)).status, "expired");
    assert.deepEqual((await adminDb().doc(`users/${user.uid}/alertBooks/current`).get()).data(), {
      open: {},
    });
    await user.close();
  });

  it("are listed newest first, page by page, each once, by status (R-TRADE-7)", async () => {
    const everything = await list();
    const times = everything.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, [...times].sort().reverse());
    const paged: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 50; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const answer: ListOutput = await person.call("alerts-list", { limit: 2, ...more });
      paged.push(...answer.items.map(({ alertId }) => alertId));
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    assert.deepEqual(
      paged,
      everything.map(({ alertId }) => alertId),
    );
    const open = await list({ status: "open" });
    assert.ok(open.length > 0 && open.length < everything.length);
    assert.deepEqual(
      open,
      everything.filter(({ status }) => status === "open"),
    );
  });
});
