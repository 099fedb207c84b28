import assert from "node:assert/strict";
import { getAuth } from "firebase-admin/auth";
import { FieldValue } from "firebase-admin/firestore";
import { uploadIdOf } from "../../src/files/file.js";
import { writeGeneratedFile, type GeneratedFile } from "../../src/files/generating.js";
import { saveDeadLetter } from "../../src/dead-letters/store.js";
import type { JobOutput } from "../../src/jobs/contract.js";
import { ended, newJob } from "../../src/jobs/job.js";
import { createJob } from "../../src/jobs/store.js";
import { accountPath, entriesPath, ordersPath } from "../../src/ledger/store.js";
import { createContext } from "../../src/platform/context.js";
import { startServer, type ServerProcess } from "../load/processes.js";
import { unlimited } from "../load/unlimited.js";
import { adminDb, storedFor, uniqueName } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { signIn, signUp, withClaims, type Person } from "../support/people.js";
import { rawCall, type RawAnswer } from "../support/raw-call.js";
import { assetRows } from "./asset-rows.js";
import { fileRows } from "./file-rows.js";
import { denialRows } from "./denial-rows.js";
import { decimalRows } from "./decimal-rows.js";
import { jobRows } from "./job-rows.js";
import { idRows } from "./id-rows.js";
import { listRows } from "./list-rows.js";
import { messageRows } from "./message-rows.js";
import { orderRows } from "./order-rows.js";
import {
  alert,
  deposit,
  job,
  limit,
  place,
  saveAsset,
  setQuote,
  setStatus,
  upload,
  watchlist,
  webhook,
  type Persona,
  type Row,
  type World,
} from "./row.js";
import { stateRows } from "./state-rows.js";
import { userRows } from "./user-rows.js";
import { watchingRows } from "./watching-rows.js";
import { callables, wireRows } from "./wire-rows.js";

const rows = [
  ...[...decimalRows, ...idRows, ...listRows, ...wireRows, ...stateRows, ...assetRows, ...orderRows],
  ...[...watchingRows, ...fileRows, ...messageRows, ...jobRows, ...userRows, ...denialRows],
];
const httpStatus = {
  ...{ unauthenticated: 401, "permission-denied": 403, "invalid-argument": 400, "not-found": 404 },
  ...{ "failed-precondition": 400, "already-exists": 409 },
} as Record<string, number>;
const answerLengthMax = 20_000;

type Cast = Record<Exclude<Persona, "nobody">, Person>;

/** Ninety days pass for one alert. */
async function endEarly(uid: string, alertId: string): Promise<void> {
  const change = { open: false, status: "expired" };
  await adminDb().doc(`users/${uid}/alerts/${alertId}`).update(change);
  await adminDb()
    .doc(`users/${uid}/alertBooks/current`)
    .update({ [`open.${alertId}`]: FieldValue.delete() });
}

/** Jobs that are over, and no queue ever knew of. */
async function makeJobs(trader: string, other: string) {
  const make = async (uid: string, requestId: string, type: string, params: object) => {
    const terms = { uid, requestId, type, params: { ...params }, notBefore: null, traceparent: null };
    const made = newJob({ ...terms, correlationId: "made-by-a-test" }, Date.now());
    await createJob(adminDb(), ended(made, { status: "succeeded", result: {} }, Date.now()));
    return made.jobId;
  };
  const taskId = uniqueName("cut");
  await saveDeadLetter(adminDb(), {
    ...{ function: "some-function", taskId, payload: { text: "a".repeat(20_000) }, reason: "internal_error" },
    ...{ error: "", attempts: 1, correlationId: "made-by-a-test", atMs: 0 },
  });
  await make(trader, "exported", "order-history-export", { format: "ndjson" });
  return {
    jobId: await make(trader, "done", "account-audit", {}),
    otherJobId: await make(other, "done", "account-audit", {}),
    cutLetterId: `some-function.${taskId}`,
  };
}

async function makeWorld(trader: Person, other: Person): Promise<World> {
  const active = await makeAsset();
  const [halted, delisted, stale, unquoted, exhausted, coarse] = await Promise.all([
    makeAsset({ status: "halted" }),
    makeAsset({ status: "delisted" }),
    makeAsset({ quote: { asOf: "2026-01-01T00:00:00.000Z", validForMs: 1 } }),
    makeAsset({ price: null }),
    makeAsset({ quote: { depth: "0" } }),
    makeAsset({ quantityStep: 50_000_000n, minQuantity: 100_000_000n, tickSize: 5n }),
  ]);
  for (const [person, orderId] of [
    [trader, "first"],
    [other, "others"],
  ] as const) {
    await person.call("accounts-deposit", { requestId: "funds", amount: "10000.00" });
    await person.call("orders-place", { ...place(active), orderId, quantity: "0.5" });
    await person.call("alerts-create", { ...alert(active), alertId: orderId });
    await person.call("files-createUpload", { ...upload, requestId: orderId });
    await person.call("webhooks-create", {
      ...{ ...webhook, webhookId: orderId, url: "http://localhost:9/", events: ["file.ready"] },
    });
  }
  await trader.call("alerts-create", { ...alert(active), alertId: "expired" });
  await endEarly(trader.uid, "expired");
  await trader.call("orders-place", { ...place(active), orderId: "second", quantity: "0.4" });
  await trader.call("orders-place", { ...limit(active), orderId: "resting" });
  await trader.call("orders-place", {
    ...{ ...limit(active), orderId: "bracket", takeProfit: { limitPrice: "60.00" } },
    stopLoss: { stopPrice: "40.00" },
  });
  const cursorOf = async (name: string, base: object = {}) =>
    (await trader.call<{ nextCursor: string }>(name, { ...base, limit: 1 })).nextCursor;
  return {
    ...{ active, halted, delisted, stale, unquoted, exhausted, coarse, otherOrderId: "others" },
    ...{ fileId: uploadIdOf(trader.uid, "first"), otherFileId: uploadIdOf(other.uid, "others") },
    entriesCursor: await cursorOf("accounts-entries"),
    exportCursor: await cursorOf("accounts-export"),
    otherExportCursor: (await other.call<{ nextCursor: string }>("accounts-export", { limit: 1 })).nextCursor,
    ordersCursor: await cursorOf("orders-list"),
    assetsCursor: await cursorOf("assets-list"),
    explainCursor: await cursorOf("portfolio-explain", { figure: "cash" }),
    ...(await makeJobs(trader.uid, other.uid)),
  };
}

const lookBehind = 50;
/** So many calls are on their way before the one that is judged. */
const ahead = 8;

describe("a bad input", function () {
  this.timeout(180_000);
  let cast: Cast;
  let other: Person;
  let world: World;
  let tokens: Record<Persona, string | undefined>;
  let untouched: unknown;
  let server: ServerProcess;
  let asked = 0;
  const sent: Promise<RawAnswer>[] = [];

  /** All that the table could have written: two people's own documents, assets and quotes. */
  async function written() {
    const own = [world.active, world.coarse];
    const quotes = own.map((assetId) => adminDb().doc(`quotes/${assetId}`).get());
    const assets = own.map((assetId) => adminDb().doc(`assets/${assetId}`).get());
    return {
      assetsAt: (await Promise.all(assets)).map(({ updateTime }) => updateTime?.toDate().toISOString()),
      trader: await storedFor(cast.trader.uid),
      admin: await storedFor(cast.admin.uid),
      sequences: (await Promise.all(quotes)).map((quote) => quote.get("sequence") as unknown),
    };
  }

  before(async function () {
    // It is the first to call the functions that make the world, and each has to start.
    this.timeout(180_000);
    const [trader, admin] = await Promise.all([signUp(), signIn("admin")]);
    const [roleless, misnamed] = await Promise.all([withClaims({}), withClaims({ role: "superuser" })]);
    const [another, leaver] = await Promise.all([signUp(), signUp()]);
    other = another;
    cast = { trader, admin, roleless, misnamed, leaver };
    world = await makeWorld(trader, other);
    tokens = {
      ...{ trader: await trader.token(), admin: await admin.token(), nobody: undefined },
      ...{ roleless: await roleless.token(), misnamed: await misnamed.token() },
      leaver: await leaver.token(),
    };
    untouched = await written();
    server = await startServer({ environment: unlimited });
  });

  after(() => Promise.all([...Object.values(cast), other, server].map((opened) => opened.close())));

  function send(row: Row): Promise<RawAnswer> {
    const input = row.made ? row.made(world) : row.input;
    const body = row.bodyless ? undefined : (row.body ?? JSON.stringify({ data: input }));
    const { callable: name, method, contentType } = row;
    const headers = contentType === undefined ? undefined : { "content-type": contentType };
    const { port } = server;
    return rawCall({ name, port, token: tokens[row.as ?? "trader"], method, body, headers });
  }

  function answerTo(at: number): Promise<RawAnswer> {
    for (const row of rows.slice(sent.length, at + ahead)) {
      const answer = send(row);
      answer.catch(() => "it fails the row that it belongs to");
      sent.push(answer);
    }
    return sent[at] ?? Promise.reject(new Error("not sent"));
  }

  function judge({ expected, plain }: Row, { status, error, text, headers }: RawAnswer) {
    assert.equal(status, httpStatus[expected.code], text.slice(0, 500));
    assert.ok(text.length < answerLengthMax, `an answer of ${text.length} characters`);
    if (plain) return;
    const { reason, correlationId, issues = [] } = error?.details ?? {};
    assert.deepEqual(
      { code: error?.status, reason, fields: [...new Set(issues.map(({ field }) => field))].sort() },
      {
        code: expected.code.toUpperCase().replaceAll("-", "_"),
        reason: expected.reason,
        fields: [...expected.fields].sort(),
      },
    );
    assert.match(correlationId ?? "", /^[A-Za-z0-9_-]{8,64}$/);
    assert.equal(headers.get("x-correlation-id"), correlationId);
    for (const { message } of issues) assert.ok(message.length > 0 && message.length < 200, message);
  }

  for (const [at, row] of rows.entries()) {
    it(`is refused by ${row.callable}: ${row.title} (R-TEST-1)`, async () => {
      judge(row, await answerTo(at));
      // What one has written stays written: a look behind fifty of them sees it as well as one behind each.
      asked += 1;
      if (asked % lookBehind === 0) assert.deepEqual(await written(), untouched);
    });
  }

  it("has written nothing, any of them (R-TEST-1)", async () => {
    assert.deepEqual(await written(), untouched);
  });

  it("has a row of its own, none twice, at least 150 of them, over every callable", () => {
    assert.ok(rows.length >= 150, `${rows.length} rows`);
    const titles = rows.map(({ callable, title }) => `${callable} ${title}`);
    assert.deepEqual(
      titles.filter((title, at) => titles.indexOf(title) !== at),
      [],
    );
    assert.deepEqual(
      [...new Set(rows.map(({ callable }) => callable))].sort(),
      Object.keys(callables).sort(),
    );
  });

  it("meets a frozen account with a refusal of its own (R-TRADE-2)", async () => {
    const person = await signUp();
    await person.call("accounts-deposit", { requestId: "funds", amount: "10.00" });
    await adminDb().doc(accountPath(person.uid)).update({ status: "frozen" });
    const before = await storedFor(person.uid);
    const answer = await rawCall({
      ...{ name: "accounts-deposit", port: server.port, token: await person.token() },
      body: JSON.stringify({ data: deposit }),
    });
    judge(
      {
        ...{ callable: "accounts-deposit", title: "" },
        expected: { code: "failed-precondition", reason: "account_is_frozen", fields: [] },
      },
      answer,
    );
    assert.deepEqual(await storedFor(person.uid), before);
    await person.close();
  });

  /** The twins: each base that the rows spoil is accepted as it is. */
  it("differs in one fact from an input that is accepted (R-TEST-1)", async () => {
    const id = uniqueName("twin");
    const { job: made } = await cast.trader.call<JobOutput>("jobs-create", {
      ...{ ...job, requestId: `${id}-waits`, notBefore: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const waiting = made.jobId;
    await saveDeadLetter(adminDb(), {
      ...{ function: "portfolio-snapshotPage", taskId: id, reason: "internal_error", error: "", attempts: 1 },
      ...{ payload: { day: "2001-01-01", after: null, until: "" }, correlationId: "made-by-a-test", atMs: 0 },
    });
    const letter = `portfolio-snapshotPage.${id}`;
    const generated: GeneratedFile = {
      ...{
        fileId: id,
        uid: cast.trader.uid,
        kind: "export",
        jobId: id,
        name: "a.csv",
        contentType: "text/csv",
      },
    };
    const accepted: [name: string, input: unknown, as?: Persona][] = [
      ["accounts-deposit", { ...deposit, requestId: id }],
      ["accounts-withdraw", { ...deposit, requestId: `${id}-2` }],
      ["accounts-entries", { from: "2026-01-31T09:00:00Z", limit: 100, kind: "fill", assetId: world.active }],
      ["accounts-entries", { cursor: world.entriesCursor }],
      ["accounts-entries", { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }],
      ["accounts-export", { limit: 1 }],
      ["accounts-export", { cursor: world.exportCursor }],
      ["accounts-get", {}],
      ["alerts-create", { ...alert(world.active), alertId: id, note: "a".repeat(139) + "é" }],
      ["alerts-list", { status: "open", limit: 1 }],
      ["alerts-delete", { alertId: id }],
      ["assets-get", { assetId: world.active }, "nobody"],
      [
        "assets-history",
        { assetId: world.active, interval: "1h", from: "2026-01-31T09:00:00Z", to: "2026-01-31T09:00:01Z" },
        "nobody",
      ],
      ["assets-list", { search: "aaaaaaaaaaaaaaa😀", limit: 1 }, "nobody"],
      ["assets-list", { cursor: world.assetsCursor }],
      ["assets-list", { kind: "etf", status: "active", search: "f" }],
      ["assets-save", { ...saveAsset(world.active), coingeckoId: null }, "admin"],
      ["assets-setQuote", setQuote(world.active), "admin"],
      ["assets-setStatus", setStatus(world.active), "admin"],
      ["assets-setStatus", { assetId: world.active, status: "active" }, "admin"],
      [
        "files-createUpload",
        { ...upload, requestId: id, name: "a".repeat(255), size: 10 * 1024 * 1024, checksum: "0".repeat(64) },
      ],
      ["files-get", { fileId: world.fileId }],
      ["files-list", { kind: "document", status: "uploading", limit: 1 }],
      ["files-update", { fileId: world.fileId, name: "other.pdf" }],
      ["files-delete", { fileId: world.fileId }],
      ["files-createDownload", { fileId: generated.fileId }],
      ["jobs-create", { ...job, requestId: id, notBefore: "2026-01-31T09:00:00Z" }],
      ["jobs-get", { jobId: world.jobId }],
      ["jobs-list", { type: "account-audit", status: "succeeded", limit: 1 }],
      ["jobs-cancel", { jobId: waiting }],
      ["jobs-retry", { jobId: waiting }],
      ["ops-audit", {}, "admin"],
      ["ops-block", { subject: { address: "2001:DB8:0:7::1" }, why: "A reason", minutes: 1 }, "admin"],
      [
        "ops-securityEvents",
        { kind: "denied_for_now", subject: { address: "2001:db8:0:7::/64" }, from: "2026-01-31T09:00:00Z" },
        "admin",
      ],
      ["ops-unblock", { subject: { address: "2001:db8:0:7::2" } }, "admin"],
      ["ops-deadLetters", { openOnly: true, function: "some-function", limit: 1 }, "admin"],
      ["ops-queues", {}, "admin"],
      ["ops-retryDeadLetter", { id: letter }, "admin"],
      ["notifications-list", { unreadOnly: true, limit: 1 }],
      ["notifications-markRead", { ids: ["alert.no-such"] }],
      ["notifications-getPreferences", {}],
      ["notifications-setPreferences", { preferences: { security_notice: { inApp: false, mail: true } } }],
      ["webhooks-create", { ...webhook, webhookId: id, description: "a".repeat(140) }],
      ["webhooks-list", {}],
      ["webhooks-update", { webhookId: id, description: null, events: ["alert.fired"], enabled: true }],
      ["webhooks-rotateSecret", { webhookId: id, requestId: id }],
      ["webhooks-deliveries", { webhookId: id, status: "failed", limit: 1 }],
      ["webhooks-test", { webhookId: "first", requestId: id }],
      ["webhooks-replay", { webhookId: "first", requestId: id, deliveryId: `test.${id}` }],
      ["webhooks-delete", { webhookId: id }],
      ["orders-get", { orderId: "first" }],
      ["orders-preview", limit(world.active)],
      ["orders-close", { orderId: `${id}-close`, assetId: world.active, percent: "50" }],
      ["orders-replace", { orderId: "resting", newOrderId: `${id}-new`, limitPrice: "49.00" }],
      ["orders-cancel", { orderId: "bracket.takeProfit" }],
      ["orders-cancelAll", { assetId: world.active }],
      ["orders-list", { changedSince: "2026-01-31T09:00:00Z", limit: 1 }],
      ["orders-list", { cursor: world.ordersCursor }],
      ["orders-place", { ...place(world.active), orderId: id, timeInForce: "ioc" }],
      ["portfolio-explain", { figure: "cash", cursor: world.explainCursor }],
      ["portfolio-explain", { figure: "position", assetId: world.active, limit: 100 }],
      ["portfolio-explain", { figure: "cost", assetId: world.unquoted }],
      ["portfolio-get", {}],
      ["portfolio-performance", { range: "1W" }],
      ["users-block", { uid: cast.misnamed.uid, why: "a".repeat(280) }, "admin"],
      ["users-delete", { confirm: true }, "leaver"],
      ["users-get", {}],
      ["users-list", { search: "Admin@Bourse", limit: 1 }, "admin"],
      ["users-revokeSessions", { sessionId: "no-such" }],
      ["users-setRole", { uid: cast.misnamed.uid, role: "operator" }, "admin"],
      ["users-unblock", { uid: cast.misnamed.uid }, "admin"],
      ["users-update", { displayName: "a".repeat(79) + "é", locale: "en-GB", marketingEmails: false }],
      ["watchlists-save", watchlist(world.active)],
      ["watchlists-list", {}],
      ["watchlists-delete", { watchlistId: "never-made" }],
    ];
    const context = createContext({ db: adminDb() });
    async function* content() {
      yield await Promise.resolve("a,b");
    }
    await writeGeneratedFile(context, generated, content());
    for (const [name, data, as = "trader"] of accepted) {
      const body = JSON.stringify({ data });
      const answer = await rawCall({ name, port: server.port, token: tokens[as], body });
      assert.equal(answer.status, 200, `${name}: ${answer.text}`);
    }
    assert.deepEqual([...new Set(accepted.map(([name]) => name))].sort(), Object.keys(callables).sort());
    assert.notDeepEqual(await written(), untouched, "the measure of what is written does see writes");
  });

  it("of another user's id finds nothing though the document is there (R-TRADE-4)", async () => {
    const documents = await Promise.all([
      adminDb()
        .doc(`${ordersPath(other.uid)}/${world.otherOrderId}`)
        .get(),
      adminDb()
        .doc(`${entriesPath(other.uid)}/order.${world.otherOrderId}.1`)
        .get(),
    ]);
    assert.deepEqual(
      documents.map(({ exists }) => exists),
      [true, true],
    );
    assert.ok(await getAuth().getUser(other.uid));
  });
});
