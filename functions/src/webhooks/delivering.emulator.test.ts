import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { newProfile } from "../users/profile.js";
import { openProfile } from "../users/store.js";
import { deliver } from "./delivering.js";
import { attemptsMax, testDelivery, type DeliveryRecord } from "./delivery.js";
import type { Answer, Sender } from "./sending.js";
import { createWebhook, readDelivery, readWebhook, writeDelivery } from "./store.js";
import { sweepDeliveries } from "./sweeping.js";
import { failuresMax, firstSecrets, newWebhook } from "./webhook.js";

const answer = (status: number | null, more: Partial<Answer> = {}): Answer => ({
  ...{ status, latencyMs: 5, error: status === null ? "ECONNREFUSED" : null, excerpt: "", forbidden: false },
  ...more,
});

type Enqueued = { functionName: string; payload: Record<string, unknown> };

/** A webhook of a user of its own, under a clock and a queue of the test's. */
async function world() {
  const uid = uniqueName("deliver-");
  let nowMs = Date.now();
  const enqueued: Enqueued[] = [];
  const context: Pick<Context, "db" | "clock" | "queue"> = {
    db: adminDb(),
    clock: () => nowMs,
    queue: {
      enqueue: (functionName, payload) => {
        enqueued.push({ functionName, payload });
        return Promise.resolve("queued");
      },
    },
  };
  await openProfile(context.db, newProfile({ uid }, "trader", nowMs));
  const terms = {
    webhookId: "w",
    uid,
    url: "https://example.com/",
    events: ["file.ready"],
    description: null,
  } as const;
  const empty = await readWebhook(context.db, uid, "w");
  await createWebhook(context.db, newWebhook(terms, nowMs), firstSecrets(), empty);
  const sent: string[] = [];
  const sender =
    (...answers: Answer[]): Sender =>
    ({ headers }) => {
      sent.push(String(headers["webhook-id"]));
      return Promise.resolve(answers.shift() ?? answer(200));
    };
  const make = async (requestId: string): Promise<DeliveryRecord> => {
    const made = testDelivery(uid, "w", requestId, nowMs);
    const batch = context.db.batch();
    writeDelivery(context.db, batch, made);
    await batch.commit();
    return made;
  };
  const read = async (made: DeliveryRecord) => {
    const found = await readDelivery(context.db, made);
    assert.ok(found);
    return found.record;
  };
  const webhook = async () => {
    const { record, book } = await readWebhook(context.db, uid, "w");
    assert.ok(record);
    return { ...record, listens: book.webhooks["w"]?.enabled };
  };
  return { uid, context, enqueued, sent, sender, make, read, webhook, pass: (ms: number) => (nowMs += ms) };
}

const again = (error: unknown) => error instanceof DomainError && error.reason === "service_unavailable";

describe("a delivery", function () {
  this.timeout(180_000);

  it("that two tasks begin is sent by one of them (R-JOB-1, R-TRADE-7)", async () => {
    const { context, make, sender, sent } = await world();
    const made = await make("a");
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => deliver(context, made, sender())));
    assert.equal(sent.length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === "delivered").length, 1);
    assert.equal(await deliver(context, made, sender()), "over");
    assert.equal(sent.length, 1);
  });

  it("whose process died is sent again after its lease, with the same id (R-JOB-1, R-TRADE-7)", async () => {
    const { context, make, sender, sent, read, pass } = await world();
    const made = await make("a");
    await assert.rejects(
      deliver(context, made, () => Promise.reject(new Error("killed"))),
      /killed/,
    );
    assert.equal(await deliver(context, made, sender()), "busy");
    pass(60_001);
    assert.equal(await deliver(context, made, sender()), "delivered");
    assert.deepEqual(sent, [made.eventId]);
    assert.equal((await read(made)).attempts, 2);
  });

  it("is given up after its last attempt, and its log is whole (R-TRADE-7)", async () => {
    const { context, make, sender, read } = await world();
    const made = await make("a");
    for (let attempt = 1; attempt < attemptsMax; attempt++) {
      await assert.rejects(deliver(context, made, sender(answer(attempt % 2 === 0 ? null : 503))), again);
    }
    assert.equal(await deliver(context, made, sender(answer(503))), "failed");
    const { status, attempts, log, dueHour } = await read(made);
    assert.deepEqual([status, attempts, log.length, dueHour], ["failed", attemptsMax, attemptsMax, null]);
    assert.deepEqual(
      log.slice(0, 2).map(({ status: code, error }) => [code, error]),
      [
        [503, null],
        [null, "ECONNREFUSED"],
      ],
    );
  });

  it("is not tried again where it may not go, and a redirect is no success (R-TRADE-7)", async () => {
    const { context, make, sender, read } = await world();
    const [inside, moved] = [await make("a"), await make("b")];
    assert.equal(await deliver(context, inside, sender(answer(null, { forbidden: true }))), "failed");
    await assert.rejects(deliver(context, moved, sender(answer(302))), again);
    assert.equal((await read(moved)).log[0]?.error, "redirects are not followed");
  });

  it("that fails too often for too long disables the webhook, told once, and a success forgets (R-TRADE-7)", async () => {
    const { uid, context, make, sender, webhook, read, pass } = await world();
    const fail = async (requestId: string) => {
      const made = await make(requestId);
      await deliver(context, made, sender(answer(500))).catch((error: unknown) => assert.ok(again(error)));
      return made;
    };
    for (let at = 0; at < failuresMax + 5; at++) await fail(`burst${at}`);
    // A short outage, however many it hits.
    assert.deepEqual([(await webhook()).status, (await webhook()).failures], ["enabled", failuresMax + 5]);
    await deliver(context, await make("good"), sender(answer(204)));
    assert.deepEqual([(await webhook()).failures, (await webhook()).failingSince], [0, null]);
    for (let at = 0; at < failuresMax - 1; at++) await fail(`long${at}`);
    pass(3_600_001);
    const last = await fail("last");
    const { status, disabledBy, listens } = await webhook();
    assert.deepEqual([status, disabledBy, listens], ["disabled", "failing", false]);
    const told = await adminDb().collection(`users/${uid}/notifications`).get();
    assert.deepEqual(
      told.docs.map((it) => it.get("kind") as unknown),
      ["webhook_disabled"],
    );
    // What is still on its way ends with it.
    assert.equal(await deliver(context, last, sender()), "unwanted");
    assert.equal((await read(last)).status, "failed");
  });

  it("that the queue has forgotten is swept to it again, and no other (R-JOB-1, R-JOB-5)", async () => {
    const { uid, context, enqueued, make, sender, pass } = await world();
    const mine = () => enqueued.filter(({ payload }) => payload["uid"] === uid);
    const [waiting, done] = [await make("waiting"), await make("done")];
    await deliver(context, done, sender());
    await sweepDeliveries(context);
    assert.deepEqual(mine(), [], "the queue has its time first");
    pass(121_000);
    await sweepDeliveries(context);
    const payload = { uid, webhookId: "w", deliveryId: waiting.deliveryId };
    assert.deepEqual(mine(), [{ functionName: "webhooks-deliver", payload }]);
    await assert.rejects(deliver(context, waiting, sender(answer(500))), again);
    pass(5_000);
    await sweepDeliveries(context);
    assert.equal(mine().length, 1, "between attempts too");
    pass(200_000);
    await sweepDeliveries(context);
    assert.equal(mine().length, 2);
    assert.equal(await deliver(context, waiting, sender()), "delivered");
    pass(3_600_000);
    await sweepDeliveries(context);
    assert.equal(mine().length, 2);
  });
});
