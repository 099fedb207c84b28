import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { makeAsset } from "../../test/support/market.js";
import { moveMoney } from "../accounts/moving.js";
import { placeOrder } from "../orders/placing.js";
import { createContext, type Context } from "../platform/context.js";
import type { Queue } from "../platform/queue.js";
import { newProfile } from "../users/profile.js";
import { openProfile } from "../users/store.js";
import { newWebhook } from "../webhooks/webhook.js";
import { createWebhook, readWebhook } from "../webhooks/store.js";
import { firstSecrets } from "../webhooks/webhook.js";
import { follow } from "./following.js";

const withQueue = (queue: Queue): Context => ({ ...createContext({ db: adminDb() }), queue });
const deaf: Queue = { enqueue: () => Promise.resolve("queued") };
const broken: Queue = { enqueue: () => Promise.reject(new Error("no queue")) };

/** A user with a profile, whose account the trigger of the running stack follows as well: that must not matter. */
async function someone(): Promise<string> {
  const uid = uniqueName("follow-");
  await openProfile(adminDb(), newProfile({ uid, email: `${uid}@bourse.test` }, "trader", Date.now()));
  return uid;
}

async function stored(uid: string) {
  const { docs } = await adminDb().collection(`users/${uid}/notifications`).get();
  return docs.map((it) => ({
    id: it.id,
    written: [it.createTime, it.updateTime].map((time) => time.toMillis()),
  }));
}

describe("an account that is followed", function () {
  this.timeout(180_000);
  const context = () => withQueue(deaf);
  const deposit = (of: Context, uid: string, requestId: string) =>
    moveMoney(of, uid, "deposit", { requestId, amount: "10.00", assetId: "USD" });

  it("is told entry by entry, each once, by many at the same time (R-TRADE-7)", async () => {
    const [uid, assetId] = await Promise.all([someone(), makeAsset({ price: "1.00" })]);
    const own = context();
    await deposit(own, uid, "d0");
    const orders = Array.from({ length: 8 }, (_, at) =>
      placeOrder(own, uid, { orderId: `o${at}`, assetId, side: "buy", type: "market", quantity: "1" }),
    );
    const following = Array.from({ length: 8 }, () => follow(own, uid));
    await Promise.allSettled([...orders, ...following]);
    await Promise.all(Array.from({ length: 4 }, () => follow(own, uid)));
    const account = await adminDb().doc(`accounts/${uid}`).get();
    const entries = await adminDb().collection(`accounts/${uid}/entries`).get();
    const found = await stored(uid);
    assert.deepEqual(found.map(({ id }) => id).sort(), entries.docs.map(({ id }) => id).sort());
    for (const { written } of found) assert.equal(written[0], written[1], "no notification is written over");
    const told = await adminDb().doc(`users/${uid}/messageBooks/told`).get();
    assert.equal(told.get("seq"), account.get("seq"));
    // Whoever comes again finds nothing to tell.
    assert.deepEqual(await follow(own, uid), { told: 0 });
  });

  it("is caught up with by the next event, where one was lost (R-TRADE-7)", async () => {
    const uid = await someone();
    const own = context();
    for (const at of [1, 2, 3]) await deposit(own, uid, `d${at}`);
    await follow(own, uid);
    assert.deepEqual((await stored(uid)).map(({ id }) => id).sort(), [
      "request.d1",
      "request.d2",
      "request.d3",
    ]);
  });

  it("is told no history: what is older than a day is passed over (R-TRADE-7)", async () => {
    const uid = await someone();
    const yesterday = Date.now() - 86_500_000;
    const past = createContext({ db: adminDb(), clock: () => yesterday });
    await deposit(past, uid, "old");
    const own = context();
    await deposit(own, uid, "new");
    await follow(own, uid);
    assert.deepEqual(
      (await stored(uid)).map(({ id }) => id),
      ["request.new"],
    );
  });

  it("is not told to anybody where nobody has it (R-TRADE-7)", async () => {
    const uid = uniqueName("nobody-");
    const own = context();
    await deposit(own, uid, "d");
    assert.deepEqual(await follow(own, uid), { told: 0, unheard: true });
    assert.deepEqual(await stored(uid), []);
  });

  it("keeps its deliveries where the queue can't be told, for the sweep (R-JOB-1, R-TRADE-7)", async () => {
    const uid = await someone();
    const terms = {
      webhookId: "w",
      uid,
      url: "http://localhost:9/",
      events: ["deposit.completed"],
      description: null,
    } as const;
    const version = await readWebhook(adminDb(), uid, "w");
    await createWebhook(adminDb(), newWebhook(terms, Date.now()), firstSecrets(), version);
    const own = withQueue(broken);
    await deposit(own, uid, "d");
    await follow(own, uid);
    const delivery = await adminDb().doc(`users/${uid}/webhooks/w/deliveries/request.d`).get();
    assert.deepEqual([delivery.exists, typeof delivery.get("payload")], [true, "string"]);
  });
});
