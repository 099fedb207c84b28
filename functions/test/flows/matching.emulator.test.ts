import assert from "node:assert/strict";
import { saveAsset } from "../../src/assets/store.js";
import { assetRecord } from "../../src/assets/asset.js";
import { readOrder } from "../../src/ledger/queries.js";
import { ordersPath } from "../../src/ledger/store.js";
import { audit } from "../../src/ledger/audit.js";
import { expire } from "../../src/orders/expire.js";
import { matchingOf } from "../../src/orders/matching-context.js";
import { evaluate } from "../../src/orders/matching.js";
import { sweepTape } from "../../src/orders/sweeping.js";
import { createContext, type Context } from "../../src/platform/context.js";
import { markEvaluated, readQuotes, readTape } from "../../src/prices/store.js";
import { readDocuments } from "../simulation/firestore-ground.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset, quote } from "../support/market.js";
import { buyAt, fund, quoteTermsOf, rest, termsOf } from "../support/resting.js";

const deadlineMs = 120_000;

/** A process of its own: it remembers nothing that another does. */
const openContext = () => createContext({ db: adminDb() });
const trader = () => uniqueName("matching-");

/** Waits until the trigger has evaluated the tape up to a sequence. */
const evaluated = (assetId: string, sequence: number) =>
  heard<number>(
    deadlineMs,
    `evaluation of tick ${sequence}`,
    (next, fail) =>
      adminDb()
        .doc(`tapes/${assetId}`)
        .onSnapshot((tape) => next((tape.get("evaluatedSequence") as number | undefined) ?? 0), fail),
    (reached) => reached >= sequence,
  );

const filledOf = async (uid: string, orderId: string) => {
  const order = await readOrder(adminDb(), uid, orderId);
  return [order?.status, order?.filledQuantity, order?.filledValue];
};

/** What an event that was lost, or came twice, leaves to do. The tape is written by others meanwhile. */
const forgetEvaluation = (assetId: string) => markEvaluated(adminDb(), assetId, 0);

async function sweepOnce(context: Context, assetId: string) {
  const tape = await readTape(adminDb(), assetId);
  assert.ok(tape);
  const known = await readQuotes(adminDb(), [assetId]);
  return sweepTape(matchingOf(context), tape, known.get(assetId), Date.now());
}

async function assertClean(uid: string): Promise<void> {
  const { account, entries, orders } = await readDocuments(adminDb(), uid);
  assert.ok(account);
  assert.deepEqual(audit(account, entries, orders), []);
}

describe("matching", function () {
  this.timeout(180_000);
  const context = openContext();

  it("fills orders of several users at the tick that crosses them, never worse than their limits (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const [ann, bob] = [trader(), trader()];
    for (const uid of [ann, bob]) await fund(context, uid);
    await rest(context, ann, assetId, [buyAt("near", 98_00n), buyAt("far", 80_00n)]);
    await rest(context, bob, assetId, [buyAt("near", 97_50n)]);
    const { sequence } = await quote(assetId, "97.00");
    await evaluated(assetId, sequence);
    assert.deepEqual(await filledOf(ann, "near"), ["filled", "1", "97.00"]);
    assert.deepEqual(await filledOf(bob, "near"), ["filled", "1", "97.00"]);
    assert.deepEqual(await filledOf(ann, "far"), ["open", "0", "0.00"]);
    for (const uid of [ann, bob]) await assertClean(uid);
  });

  it("misses no spike between two evaluations (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const uid = trader();
    await fund(context, uid);
    await rest(context, uid, assetId, [buyAt("dip", 90_00n)]);
    await quote(assetId, "101.00", { low: "89.00" });
    const { sequence } = await quote(assetId, "102.00");
    await evaluated(assetId, sequence);
    // The spike went through the limit: it trades there.
    assert.deepEqual(await filledOf(uid, "dip"), ["filled", "1", "90.00"]);
  });

  it("trades nothing of a halted asset, and its orders when it is open again (R-TRADE-3)", async () => {
    const assetId = await makeAsset({ status: "halted" });
    const uid = trader();
    await fund(context, uid);
    await rest(context, uid, assetId, [buyAt("waits", 98_00n)]);
    const { sequence } = await quote(assetId, "97.00");
    await evaluated(assetId, sequence);
    assert.deepEqual(await filledOf(uid, "waits"), ["open", "0", "0.00"]);
    const at = new Date().toISOString();
    await saveAsset(adminDb(), assetRecord(termsOf(assetId), { name: "Open again", kind: "share", at }));
    const { changed } = await sweepOnce(openContext(), assetId);
    assert.equal(changed, 1);
    assert.deepEqual(await filledOf(uid, "waits"), ["filled", "1", "97.00"]);
  });

  it("takes each tick once, whoever brings it and however often (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const uid = trader();
    await fund(context, uid);
    await rest(context, uid, assetId, [buyAt("once", 98_00n), buyAt("also", 97_00n)]);
    const { sequence } = await quote(assetId, "96.00");
    const processes = [openContext(), openContext(), context];
    await Promise.all(processes.map((process) => evaluate(matchingOf(process), assetId)));
    await evaluated(assetId, sequence);
    await forgetEvaluation(assetId);
    await evaluate(matchingOf(context), assetId);
    for (const orderId of ["once", "also"]) {
      assert.deepEqual(await filledOf(uid, orderId), ["filled", "1", "96.00"]);
    }
    const { entries } = await readDocuments(adminDb(), uid);
    assert.equal(entries.filter(({ kind }) => kind === "fill").length, 2);
    await assertClean(uid);
  });

  it("does nothing where the tape holds nothing new (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    await evaluated(assetId, 1);
    assert.deepEqual(await evaluate(matchingOf(context), assetId), { ticks: 0, crossed: 0, changed: 0 });
    const unknown = await evaluate(matchingOf(context), uniqueName("NONE"));
    assert.deepEqual(unknown, { ticks: 0, crossed: 0, changed: 0 });
  });

  it("shares depth out by price, then by acceptance, and once (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const [first, second, third] = [trader(), trader(), trader()];
    for (const uid of [first, second, third]) await fund(context, uid);
    await rest(context, second, assetId, [buyAt("order", 98_00n)]);
    await rest(context, third, assetId, [buyAt("order", 98_00n)]);
    await rest(context, first, assetId, [buyAt("order", 99_00n)]);
    const { sequence } = await quote(assetId, "95.00", { depth: "1.5" });
    await evaluated(assetId, sequence);
    const all = () => Promise.all([first, second, third].map((uid) => filledOf(uid, "order")));
    const shared = [
      ["filled", "1", "95.00"],
      ["partially_filled", "0.5", "47.50"],
      ["open", "0", "0.00"],
    ];
    assert.deepEqual(await all(), shared);
    await forgetEvaluation(assetId);
    await evaluate(matchingOf(openContext()), assetId);
    await sweepOnce(openContext(), assetId);
    assert.deepEqual(await all(), shared);
    // What is left over stays open for the next tick.
    const next = await quote(assetId, "95.00", { depth: "0.75" });
    await evaluated(assetId, next.sequence);
    assert.deepEqual(await filledOf(second, "order"), ["filled", "1", "95.00"]);
    assert.deepEqual(await filledOf(third, "order"), ["partially_filled", "0.25", "23.75"]);
  });

  it("finds an order that was committed beside its tick, on the quote before (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const uid = trader();
    await fund(context, uid);
    const { sequence } = await quote(assetId, "97.00");
    await evaluated(assetId, sequence);
    const back = await quote(assetId, "100.00");
    await evaluated(assetId, back.sequence);
    await rest(context, uid, assetId, [buyAt("beside", 98_00n)], quoteTermsOf(100_00n, sequence - 1));
    // Placed after that tick, it has no claim on it.
    await rest(context, uid, assetId, [buyAt("after", 98_00n)], quoteTermsOf(100_00n, back.sequence));
    assert.equal((await sweepOnce(openContext(), assetId)).changed, 1);
    assert.deepEqual(await filledOf(uid, "beside"), ["filled", "1", "97.00"]);
    assert.deepEqual(await filledOf(uid, "after"), ["open", "0", "0.00"]);
  });

  it("leaves what is more than a page to tasks, and fills it all (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const uids = [trader(), trader(), trader()];
    const perAccount = 150;
    for (const uid of uids) {
      await fund(context, uid);
      const commands = Array.from({ length: perAccount }, (_, n) =>
        buyAt(`o${n}`, 98_00n - BigInt(n % 3), { size: { quantity: 10_000_000n } }),
      );
      await rest(context, uid, assetId, commands);
    }
    await quote(assetId, "97.00");
    for (const uid of uids) {
      await heard<number>(
        deadlineMs,
        "fills of all pages",
        (next, fail) =>
          adminDb()
            .collection(ordersPath(uid))
            .where("status", "==", "filled")
            .onSnapshot(({ size }) => next(size), fail),
        (filled) => filled === perAccount,
      );
      await assertClean(uid);
    }
  });

  it("ends orders whose time is over, within a minute of it (R-TRADE-3)", async () => {
    const assetId = await makeAsset();
    const uid = trader();
    const hourMs = 3_600_000;
    const before = createContext({ db: adminDb(), clock: () => Date.now() - 2 * hourMs });
    await fund(before, uid);
    const until = (ms: number) => ({ timeInForce: "gtd", expiresAtMs: Date.now() + ms }) as const;
    await rest(before, uid, assetId, [
      buyAt("over", 90_00n, until(-hourMs)),
      buyAt("later", 90_00n, until(hourMs)),
      buyAt("soon", 90_00n, until(60_000)),
    ]);
    await (expire as unknown as { run: (event: object) => Promise<void> }).run({});
    const status = async (orderId: string) => (await readOrder(adminDb(), uid, orderId))?.status;
    assert.deepEqual(await Promise.all(["over", "later", "soon"].map(status)), ["expired", "open", "open"]);
    await assertClean(uid);
  });
});
