import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { haltedSteps } from "../../src/prices/market.js";
import { adminDb, host, projectId } from "../support/backend.js";
import { makeAsset, rememberQuotes, uniqueAssetId } from "../support/market.js";
import { signUp } from "../support/people.js";
import { rawCall } from "../support/raw-call.js";

const deadlineMs = 90_000;
const functionsAddress = `http://${host}:5001/${projectId}/us-central1`;

/** What Cloud Scheduler causes in production, as the local scheduler posts it. */
async function postTick(): Promise<number> {
  const now = new Date().toISOString();
  const message = { messageId: randomUUID(), publishTime: now, data: "", attributes: {} };
  const answer = await fetch(
    `http://${host}:5001/functions/projects/${projectId}/triggers/us-central1-prices-tick-0`,
    {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify({
        ...{ specversion: "1.0", id: message.messageId, time: now },
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        source: `//pubsub.googleapis.com/projects/${projectId}/topics/firebase-schedule-prices-tick`,
        data: { message, subscription: `projects/${projectId}/subscriptions/test` },
      }),
      signal: AbortSignal.timeout(deadlineMs),
    },
  );
  return answer.status;
}

type Quote = {
  sequence: number;
  price: string;
  low: string;
  high: string;
  source: string;
  depth: string | null;
};

/** An asset that the market does not halt after its second quote. */
function calmAssetId(): string {
  for (let turn = 0; turn < 10; turn++) {
    const assetId = uniqueAssetId();
    if (haltedSteps(assetId, { seed: "open-outcry", sequence: 2 }) === 0) return assetId;
  }
  return assert.fail("halts are rare");
}

const quoteOf = async (assetId: string) =>
  (await adminDb().doc(`quotes/${assetId}`).get()).data() as Quote | undefined;

describe("the simulated market", function () {
  this.timeout(180_000);
  let quoteAgain: () => Promise<void>;
  before(async () => {
    quoteAgain = await rememberQuotes();
  });
  after(() => quoteAgain());

  it("moves every active asset's quote by one sequence number a tick (R-TRADE-6, R-JOB-5)", async () => {
    const [active, other] = await Promise.all([
      makeAsset({ assetId: calmAssetId(), price: "500.00" }),
      makeAsset({ price: "0.01" }),
    ]);
    assert.ok((await postTick()) < 300);
    const [first, low] = await Promise.all([quoteOf(active), quoteOf(other)]);
    assert.deepEqual([first?.sequence, first?.source], [2, "simulated"]);
    assert.ok(Number(first?.low) <= Number(first?.price) && Number(first?.price) <= Number(first?.high));
    assert.ok(Math.abs(Number(first?.price) - 500) < 25, `${first?.price} is near 500.00`);
    assert.ok(Number(low?.price) >= 0.01, "no price falls below one tick");
    assert.ok((await postTick()) < 300);
    assert.equal((await quoteOf(active))?.sequence, 3);
  });

  it("keeps sequences without a gap when ticks overlap (R-TRADE-6, R-JOB-5)", async () => {
    const assetId = await makeAsset({ price: "500.00" });
    const sequences: number[] = [];
    const stop = adminDb()
      .doc(`quotes/${assetId}`)
      .onSnapshot((snapshot) => sequences.push(snapshot.get("sequence") as number));
    await Promise.all([postTick(), postTick(), postTick()]);
    const last = (await quoteOf(assetId))?.sequence ?? 0;
    stop();
    assert.ok(last >= 2 && last <= 4, `sequence ${last}`);
    assert.deepEqual(sequences, [...sequences].sort());
  });

  it("leaves alone what is halted, delisted or has no quote (R-TRADE-6)", async () => {
    const [halted, delisted, unquoted] = await Promise.all([
      makeAsset({ status: "halted" }),
      makeAsset({ status: "delisted" }),
      makeAsset({ price: null }),
    ]);
    assert.ok((await postTick()) < 300);
    const quotes = await Promise.all([halted, delisted, unquoted].map(quoteOf));
    assert.deepEqual(
      quotes.map((quote) => quote?.sequence),
      [1, 1, undefined],
    );
  });
});

type Health = {
  status: string;
  checks: { firestore: { status: string; latencyMs: number } };
  quotes: { newestAgeMs: number };
};

describe("health", function () {
  this.timeout(180_000);
  const addresses = {
    "the function": `${functionsAddress}/ops-health`,
    "the Hosting rewrite": "http://localhost:3000/api/health",
  };

  for (const [way, address] of Object.entries(addresses)) {
    it(`tells through ${way} what answers and how old the quotes are (R-OBS-6)`, async () => {
      const answer = await fetch(address, { signal: AbortSignal.timeout(deadlineMs) });
      const health = (await answer.json()) as Health;
      assert.deepEqual([answer.status, health.status, health.checks.firestore.status], [200, "ok", "up"]);
      assert.ok(health.checks.firestore.latencyMs >= 0);
      assert.equal(typeof health.quotes.newestAgeMs, "number");
      assert.match(answer.headers.get("x-correlation-id") ?? "", /^[\w-]{8,64}$/);
      assert.match(answer.headers.get("cache-control") ?? "", /^no-(store|cache)$/);
    });

    it(`refuses other methods through ${way} (R-EDGE-5)`, async () => {
      const answer = await fetch(address, { method: "POST", signal: AbortSignal.timeout(deadlineMs) });
      const { error } = (await answer.json()) as { error: { details: { reason: string } } };
      assert.deepEqual([answer.status, error.details.reason], [400, "method_not_allowed"]);
    });
  }
});

describe("the correlation id of a call", function () {
  this.timeout(120_000);

  it("comes back as it was sent, in the header and in the details (R-OBS-2)", async () => {
    const sent = `story-${randomUUID()}`;
    const headers = { "x-correlation-id": sent };
    const good = await rawCall({ name: "assets-list", body: '{"data":{"limit":1}}', headers });
    assert.deepEqual([good.status, good.headers.get("x-correlation-id")], [200, sent]);
    for (const [name, body] of [
      ["assets-list", '{"data":{"limit":0}}'],
      ["assets-list", '{"data":{"@type":1}}'],
      ["accounts-get", '{"data":{}}'],
    ] as const) {
      const bad = await rawCall({ name, body, headers });
      assert.deepEqual(
        [bad.headers.get("x-correlation-id"), bad.error?.details?.correlationId],
        [sent, sent],
      );
    }
  });

  it("is made anew where what was sent is hostile (R-OBS-2)", async () => {
    for (const sent of [
      "short",
      "a".repeat(65),
      "with space in it",
      '{"severity":"ERROR"}',
      "../../etc/passwd",
    ]) {
      const answer = await rawCall({
        ...{ name: "assets-list", body: '{"data":{"limit":0}}', headers: { "x-correlation-id": sent } },
      });
      const made = answer.headers.get("x-correlation-id") ?? "";
      assert.match(made, /^[0-9a-f-]{36}$/);
      assert.equal(answer.error?.details?.correlationId, made);
    }
  });

  it("is the trace of a call that brings one (R-OBS-2)", async () => {
    const trace = randomUUID().replaceAll("-", "");
    const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
    const answer = await rawCall({ name: "assets-list", body: '{"data":{"limit":1}}', headers });
    assert.equal(answer.headers.get("x-correlation-id"), trace);
  });

  it("differs from call to call of the SDK (R-OBS-2)", async () => {
    const person = await signUp();
    const ids = await Promise.all(
      [0, 101].map((limit) =>
        person.call("orders-list", { limit }).then(
          () => assert.fail("refused"),
          (error: { details: { correlationId: string } }) => error.details.correlationId,
        ),
      ),
    );
    assert.equal(new Set(ids).size, 2);
    await person.close();
  });
});
