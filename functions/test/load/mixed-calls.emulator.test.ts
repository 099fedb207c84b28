import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { getApps, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { assetRecord } from "../../src/assets/asset.js";
import { saveAsset } from "../../src/assets/store.js";
import {
  accountPath,
  entriesPath,
  ordersPath,
  parseAccount,
  parseEntry,
  parseOrder,
} from "../../src/ledger/store.js";
import type { TradableTerms } from "../../src/money/asset.js";
import { advanceQuotes } from "../../src/prices/store.js";
import { parseSettings } from "../../src/settings/store.js";
import { check } from "../checker/checker.js";
import type { CallTold } from "./caller.js";
import { observe, type Market } from "./observed.js";
import { planCalls, type PlannedCall } from "./plan.js";
import { runCaller, startServer, type ServerProcess } from "./processes.js";

const processes = 4;
const functionsEmulatorPort = 5001;
const password = "open-outcry-1";

const app = getApps()[0] ?? initializeApp({ projectId: "demo-bourse" });
const db = getFirestore(app);

async function prepareMarket(assetId: string): Promise<Market> {
  const terms: TradableTerms = {
    ...{
      assetId,
      status: "active",
      scale: 8,
      quantityStep: 1n,
      minQuantity: 1n,
      priceScale: 2,
      tickSize: 1n,
    },
  };
  const at = new Date().toISOString();
  await saveAsset(db, assetRecord(terms, { name: `Load ${assetId}`, kind: "crypto", at }));
  const [quote] = await advanceQuotes(db, [assetId], () => ({
    ...{ assetId, price: "123.45", low: "123.45", high: "123.45", depth: null },
    ...{ asOf: at, source: "manual", validForMs: null },
  }));
  assert.ok(quote);
  return { terms, quote, settings: parseSettings({}) };
}

async function finalDocuments(uid: string) {
  const [account, entries, orders] = await Promise.all([
    db.doc(accountPath(uid)).get(),
    db.collection(entriesPath(uid)).orderBy("seq").get(),
    db.collection(ordersPath(uid)).get(),
  ]);
  const data = account.data();
  return {
    account: data ? parseAccount(data) : null,
    entries: entries.docs.map((document) => parseEntry(document.data())),
    orders: orders.docs.map((document) => parseOrder(document.data())),
  };
}

/** Makes the calls from four client processes at once and has the checker judge all that was seen. */
async function judge(run: { ports: readonly number[]; calls: number; concurrency: number; seed: number }) {
  const name = randomUUID().slice(0, 8);
  const market = await prepareMarket(`L${name.toUpperCase()}`);
  const email = `load-${name}@bourse.test`;
  const { uid } = await getAuth(app).createUser({ email, password });
  await getAuth(app).setCustomUserClaims(uid, { role: "trader" });
  const planned = planCalls(run.seed, run.calls, market.terms.assetId, name);
  const shares = Array.from({ length: processes }, (_, share) =>
    planned.filter((_call, index) => index % processes === share),
  );
  const told = await Promise.all(
    shares.map((calls) =>
      runCaller({
        ...{ email, password, calls },
        ports: run.ports,
        concurrency: run.concurrency / processes,
      }),
    ),
  );
  const byId = new Map(told.flat().map((answer) => [answer.callId, answer]));
  const history = planned.map((call) => observe(call, byId.get(call.callId), market));
  const documents = await finalDocuments(uid);
  assert.deepEqual(check(history, documents), []);
  assert.equal(byId.size, planned.length, "every call was answered");
  return tally(planned, byId, documents.entries.length);
}

function tally(planned: readonly PlannedCall[], told: ReadonlyMap<string, CallTold>, entries: number) {
  const counts = { accepted: 0, replayed: 0, mismatch: 0, refused: 0, entries };
  for (const { callId } of planned) {
    const { data, details } = told.get(callId) ?? {};
    if (data) counts[(data as { replayed: boolean }).replayed ? "replayed" : "accepted"]++;
    else if ((details as { reason: string }).reason === "idempotency_mismatch") counts.mismatch++;
    else counts.refused++;
  }
  return counts;
}

describe("mixed calls on one account", function () {
  this.timeout(300_000);
  const servers: ServerProcess[] = [];

  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  it("take effect exactly once: 2,000 at 100 concurrent from 4 clients to 4 servers (R-TRADE-8)", async () => {
    servers.push(...(await Promise.all(Array.from({ length: processes }, startServer))));
    const ports = servers.map(({ port }) => port);
    const counts = await judge({ ports, calls: 2_000, concurrency: 100, seed: 1 });
    process.stderr.write(`      ${JSON.stringify(counts)}\n`);
    assert.ok(counts.accepted > 500 && counts.replayed > 100, "much is accepted, much repeated");
    assert.ok(counts.mismatch > 20 && counts.refused > 50, "some input changed, some refused");
    assert.equal(counts.accepted, counts.entries, "as many entries as first acceptances");
  });

  it("take effect exactly once through the functions emulator's own processes (R-TRADE-8)", async () => {
    const counts = await judge({ ports: [functionsEmulatorPort], calls: 200, concurrency: 8, seed: 2 });
    process.stderr.write(`      ${JSON.stringify(counts)}\n`);
    assert.equal(counts.accepted, counts.entries);
  });
});
