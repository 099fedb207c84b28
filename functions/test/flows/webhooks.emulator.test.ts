import assert from "node:assert/strict";
import type { DeliveriesOutput, SendOutput, WebhookView } from "../../src/webhooks/contract.js";
import type {
  CreateOutput,
  ListOutput,
  RotateSecretOutput,
  UpdateOutput,
} from "../../src/webhooks/contract.js";
import { adminDb } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { refused, signUp, type Person } from "../support/people.js";
import { isGenuine, openReceiver, type Receiver } from "../support/receiver.js";
import { setTimeout as delay } from "node:timers/promises";

const settledMs = 60_000;
const pollMs = 100;

describe("webhooks", function () {
  this.timeout(180_000);
  let person: Person;
  let receiver: Receiver;
  let assetId: string;
  let secret: string;
  const events = ["order.filled", "order.cancelled", "deposit.completed"];

  before(async () => {
    [person, receiver, assetId] = await Promise.all([signUp("hooks"), openReceiver(), makeAsset()]);
  });
  after(() => Promise.all([person.close(), receiver.close()]));

  const deliveries = async (more: object = {}): Promise<DeliveriesOutput["items"]> =>
    (await person.call<DeliveriesOutput>("webhooks-deliveries", { webhookId: "main", limit: 100, ...more }))
      .items;
  /** The log follows the answer that the receiver has given. */
  const logged = async (deliveryId: string, status: string) => {
    const deadline = Date.now() + settledMs;
    for (;;) {
      const found = (await deliveries()).find((it) => it.deliveryId === deliveryId);
      if (found?.status === status) return found;
      if (Date.now() > deadline) assert.fail(`${deliveryId} is ${JSON.stringify(found)}`);
      await delay(pollMs);
    }
  };

  it("are made once, with a secret that is told once and that no document of theirs holds (R-TRADE-7)", async () => {
    const input = { webhookId: "main", url: receiver.url, events, description: "My desk" };
    const made = await person.call<CreateOutput>("webhooks-create", input);
    assert.match(made.secret ?? "", /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual([made.replayed, made.webhook.status, made.webhook.events], [false, "enabled", events]);
    secret = made.secret ?? "";
    const again = await person.call<CreateOutput>("webhooks-create", input);
    assert.deepEqual(again, { webhook: made.webhook, secret: null, replayed: true });
    const other = person.call("webhooks-create", { ...input, url: "http://localhost:1/" });
    assert.deepEqual((await refused("idempotency_mismatch", other)).fields, ["url"]);
    const readable = JSON.stringify([
      await person.call("webhooks-list"),
      (await adminDb().doc(`users/${person.uid}/webhooks/main`).get()).data(),
    ]);
    assert.ok(!readable.includes(secret.slice("whsec_".length)));
  });

  it("are told of what they listen to, signed, and of nothing else (R-TRADE-7)", async () => {
    await person.call("accounts-deposit", { requestId: "funds", amount: "1000.00" });
    const order = { assetId, side: "buy", type: "market", quantity: "1" };
    await person.call("orders-place", { ...order, orderId: "bought" });
    const limit = { ...order, type: "limit", limitPrice: "50.00" };
    await person.call("orders-place", { ...limit, orderId: "withdrawn" });
    await person.call("orders-cancel", { orderId: "withdrawn" });
    await person.call("accounts-withdraw", { requestId: "out", amount: "1.00" });
    await receiver.until((received) => received.length >= 3);
    await Promise.all(
      ["request.funds", "order.bought.1", "order.withdrawn.2"].map((id) => logged(id, "delivered")),
    );
    assert.deepEqual(receiver.received.map(({ event }) => event.type).sort(), [...events].sort());
    for (const one of receiver.received) {
      assert.ok(isGenuine(one, secret));
      assert.ok(!isGenuine({ ...one, body: `${one.body} ` }, secret));
      assert.ok(!isGenuine(one, secret, Date.now() + 301_000), "an old copy is refused");
      assert.equal(one.headers["webhook-id"], one.event.id);
      assert.equal(one.headers["content-type"], "application/json");
    }
    const filled = receiver.received.find(({ event }) => event.type === "order.filled")?.event;
    assert.match(filled?.id ?? "", /^evt_[\w-]{27}$/);
    const { orderId, quantity, price, value, fee, side } = filled?.data ?? {};
    assert.deepEqual(
      { orderId, quantity, price, value, fee, side },
      { orderId: "bought", quantity: "1", price: "100.00", value: "100.00", fee: "0.10", side: "buy" },
    );
    // The owner's own cancel is news to programs only.
    const told = await adminDb().doc(`users/${person.uid}/notifications/order.withdrawn.2`).get();
    assert.equal(told.exists, false);
  });

  it("keep a log of each delivery, page by page (R-TRADE-7)", async () => {
    const all = await deliveries();
    const [first] = all;
    const [attempt] = first?.log ?? [];
    assert.deepEqual(
      [first?.attempts, attempt?.status, attempt?.excerpt, attempt?.error],
      [1, 200, "noted", null],
    );
    assert.ok((attempt?.latencyMs ?? -1) >= 0);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: DeliveriesOutput = await person.call("webhooks-deliveries", {
        ...{ webhookId: "main", status: "delivered", limit: 1, ...(cursor && { cursor }) },
      });
      paged.push(...page.items.map(({ deliveryId }) => deliveryId));
      cursor = page.nextCursor;
    } while (cursor);
    assert.deepEqual(
      paged,
      all.map(({ deliveryId }) => deliveryId),
    );
    assert.deepEqual(await deliveries({ status: "failed" }), []);
  });

  it("are tried again by the queue until they answer with success (R-JOB-1, R-TRADE-7)", async () => {
    const before = receiver.received.length;
    receiver.answerWith(500);
    const sent = await person.call<SendOutput>("webhooks-test", { webhookId: "main", requestId: "t1" });
    assert.deepEqual(
      [sent.replayed, sent.delivery.status, sent.delivery.type],
      [false, "pending", "webhook.test"],
    );
    await receiver.until((received) => received.length === before + 2);
    const { log, attempts } = await logged("test.t1", "delivered");
    assert.deepEqual([attempts, log.map(({ status }) => status)], [2, [500, 200]]);
    const [one, two] = receiver.received.slice(before);
    assert.equal(one?.headers["webhook-id"], two?.headers["webhook-id"]);
    assert.ok(one && two && isGenuine(one, secret) && isGenuine(two, secret));
    const again = await person.call<SendOutput>("webhooks-test", { webhookId: "main", requestId: "t1" });
    assert.deepEqual([again.replayed, again.delivery.status], [true, "delivered"]);
    const { items } = await person.call<ListOutput>("webhooks-list");
    assert.deepEqual(
      items.map(({ failures, failingSince }) => [failures, failingSince]),
      [[0, null]],
    );
  });

  it("send an event again with the id that it had (R-TRADE-7)", async () => {
    const before = receiver.received.length;
    const replay = (requestId: string, deliveryId: string) =>
      person.call<SendOutput>("webhooks-replay", { webhookId: "main", requestId, deliveryId });
    const { replayed } = await replay("r1", "order.bought.1");
    assert.equal(replayed, false);
    await receiver.until((received) => received.length === before + 1);
    await logged("replay.r1", "delivered");
    const original = receiver.received.find(({ event }) => event.type === "order.filled");
    const copy = receiver.received.at(-1);
    assert.deepEqual(
      [copy?.body, copy?.headers["webhook-id"]],
      [original?.body, original?.headers["webhook-id"]],
    );
    assert.equal((await replay("r1", "order.bought.1")).replayed, true);
    assert.deepEqual((await refused("idempotency_mismatch", replay("r1", "request.funds"))).fields, [
      "deliveryId",
    ]);
    assert.equal(receiver.received.length, before + 1);
  });

  it("are signed with two secrets for a day after one is replaced (R-TRADE-7)", async () => {
    const rotate = () =>
      person.call<RotateSecretOutput>("webhooks-rotateSecret", { webhookId: "main", requestId: "rot1" });
    const first = await rotate();
    assert.ok(first.secret && first.secret !== secret);
    assert.deepEqual(await rotate(), { ...first, secret: null, replayed: true });
    const before = receiver.received.length;
    await person.call("webhooks-test", { webhookId: "main", requestId: "t2" });
    await receiver.until((received) => received.length === before + 1);
    const last = receiver.received.at(-1);
    assert.ok(last && isGenuine(last, secret) && isGenuine(last, first.secret));
    assert.equal(last.headers["webhook-signature"]?.split(" ").length, 2);
  });

  it("are disabled at once by 410, with a notification, and take nothing until enabled (R-TRADE-7)", async () => {
    receiver.answerWith(410);
    await person.call("webhooks-test", { webhookId: "main", requestId: "t3" });
    assert.equal((await logged("test.t3", "failed")).attempts, 1);
    const { items } = await person.call<ListOutput>("webhooks-list");
    assert.deepEqual(
      items.map(({ status, disabledBy }) => [status, disabledBy]),
      [["disabled", "gone"]],
    );
    await refused(
      "webhook_is_disabled",
      person.call("webhooks-test", { webhookId: "main", requestId: "t4" }),
    );
    const told = await adminDb()
      .collection(`users/${person.uid}/notifications`)
      .where("kind", "==", "webhook_disabled")
      .get()
      .catch(() => undefined);
    assert.equal(told?.size, 1);
    const before = receiver.received.length;
    await person.call("accounts-deposit", { requestId: "while-off", amount: "1.00" });
    const { webhook } = await person.call<UpdateOutput>("webhooks-update", {
      webhookId: "main",
      enabled: true,
    });
    assert.deepEqual<Partial<WebhookView>>(
      { status: webhook.status, disabledBy: webhook.disabledBy, failures: webhook.failures },
      { status: "enabled", disabledBy: null, failures: 0 },
    );
    await person.call("webhooks-test", { webhookId: "main", requestId: "t5" });
    await receiver.until((received) =>
      received.slice(before).some(({ event }) => event.type === "webhook.test"),
    );
  });

  it("of a user are ten at most, whoever is faster (R-TRADE-7)", async () => {
    const other = await signUp("many");
    const create = (at: number) =>
      other.call<CreateOutput>("webhooks-create", {
        ...{ webhookId: `w${at}`, url: "https://example.com/", events: ["file.ready"] },
      });
    const made = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => create(at)));
    const refusals = made.flatMap((it) =>
      it.status === "rejected" ? [it.reason as { details: { reason: string } }] : [],
    );
    assert.deepEqual(
      refusals.map(({ details }) => details.reason),
      ["too_many_webhooks", "too_many_webhooks"],
    );
    assert.equal((await other.call<ListOutput>("webhooks-list")).items.length, 10);
    await other.call("webhooks-delete", { webhookId: "w0" });
    await other.call("webhooks-delete", { webhookId: "w0" });
    await Promise.any([create(20), create(21)]);
    assert.equal((await other.call<ListOutput>("webhooks-list")).items.length <= 10, true);
    await other.close();
  });

  it("that are deleted take their secrets with them and are told no more (R-TRADE-7)", async () => {
    const gone = await person.call("webhooks-delete", { webhookId: "main" });
    assert.deepEqual(gone, { deleted: true, replayed: false });
    assert.equal((await adminDb().doc(`users/${person.uid}/webhookSecrets/main`).get()).exists, false);
    await refused("webhook_not_found", person.call("webhooks-deliveries", { webhookId: "main" }));
    assert.deepEqual(await person.call("webhooks-list"), { items: [] });
  });
});
