import assert from "node:assert/strict";
import { getAuth } from "firebase-admin/auth";
import { accountPath, entriesPath, ordersPath } from "../../src/ledger/store.js";
import { adminDb, storedFor, uniqueName } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { signIn, signUp, withClaims, type Person } from "../support/people.js";
import { rawCall, type RawAnswer } from "../support/raw-call.js";
import { decimalRows } from "./decimal-rows.js";
import { idRows } from "./id-rows.js";
import { listRows } from "./list-rows.js";
import { deposit, place, setQuote, type Persona, type Row, type World } from "./row.js";
import { stateRows } from "./state-rows.js";
import { callables, wireRows } from "./wire-rows.js";

const rows = [...decimalRows, ...idRows, ...listRows, ...wireRows, ...stateRows];
const httpStatus = {
  ...{ unauthenticated: 401, "permission-denied": 403, "invalid-argument": 400, "not-found": 404 },
  ...{ "failed-precondition": 400, "already-exists": 409 },
} as Record<string, number>;
const answerLengthMax = 20_000;

type Cast = Record<Exclude<Persona, "nobody">, Person>;

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
  }
  await trader.call("orders-place", { ...place(active), orderId: "second", quantity: "0.4" });
  const cursorOf = async (name: string) =>
    (await trader.call<{ nextCursor: string }>(name, { limit: 1 })).nextCursor;
  return {
    ...{ active, halted, delisted, stale, unquoted, exhausted, coarse, otherOrderId: "others" },
    entriesCursor: await cursorOf("accounts-entries"),
    ordersCursor: await cursorOf("orders-list"),
    assetsCursor: await cursorOf("assets-list"),
  };
}

describe("a bad input", function () {
  this.timeout(60_000);
  let cast: Cast;
  let other: Person;
  let world: World;
  let tokens: Record<Persona, string | undefined>;
  let untouched: unknown;

  /** All that the table could have written: three people's own documents and the quotes. */
  async function written() {
    const quotes = [world.active, world.coarse].map((assetId) => adminDb().doc(`quotes/${assetId}`).get());
    return {
      trader: await storedFor(cast.trader.uid),
      admin: await storedFor(cast.admin.uid),
      sequences: (await Promise.all(quotes)).map((quote) => quote.get("sequence") as unknown),
    };
  }

  before(async () => {
    const [trader, admin] = await Promise.all([signUp(), signIn("admin")]);
    const [roleless, misnamed] = await Promise.all([withClaims({}), withClaims({ role: "superuser" })]);
    other = await signUp();
    cast = { trader, admin, roleless, misnamed };
    world = await makeWorld(trader, other);
    tokens = {
      ...{ trader: await trader.token(), admin: await admin.token(), nobody: undefined },
      ...{ roleless: await roleless.token(), misnamed: await misnamed.token() },
    };
    untouched = await written();
  });

  after(() => Promise.all([...Object.values(cast), other].map((person) => person.close())));

  function send(row: Row): Promise<RawAnswer> {
    const input = row.made ? row.made(world) : row.input;
    const body = row.bodyless ? undefined : (row.body ?? JSON.stringify({ data: input }));
    const { callable: name, method, contentType } = row;
    const headers = contentType === undefined ? undefined : { "content-type": contentType };
    return rawCall({ name, token: tokens[row.as ?? "trader"], method, body, headers });
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

  for (const row of rows) {
    it(`is refused by ${row.callable}: ${row.title} (R-TEST-1)`, async () => {
      judge(row, await send(row));
      assert.deepEqual(await written(), untouched);
    });
  }

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
      ...{ name: "accounts-deposit", token: await person.token(), body: JSON.stringify({ data: deposit }) },
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
    const accepted: [name: string, input: unknown, as?: Persona][] = [
      ["accounts-deposit", { ...deposit, requestId: id }],
      ["accounts-withdraw", { ...deposit, requestId: `${id}-2` }],
      ["accounts-entries", { from: "2026-01-31T09:00:00Z", limit: 100, kind: "fill", assetId: world.active }],
      ["accounts-entries", { cursor: world.entriesCursor }],
      ["accounts-entries", { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }],
      ["accounts-get", {}],
      ["assets-get", { assetId: world.active }, "nobody"],
      ["assets-list", { search: "aaaaaaaaaaaaaaa😀", limit: 1 }, "nobody"],
      ["assets-list", { cursor: world.assetsCursor }],
      ["assets-setQuote", setQuote(world.active), "admin"],
      ["orders-get", { orderId: "first" }],
      ["orders-list", { changedSince: "2026-01-31T09:00:00Z", limit: 1 }],
      ["orders-list", { cursor: world.ordersCursor }],
      ["orders-place", { ...place(world.active), orderId: id, timeInForce: "ioc" }],
      ["users-get", {}],
      ["users-update", { displayName: "a".repeat(79) + "é", locale: "en-GB", marketingEmails: false }],
    ];
    for (const [name, data, as = "trader"] of accepted) {
      const answer = await rawCall({ name, token: tokens[as], body: JSON.stringify({ data }) });
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
