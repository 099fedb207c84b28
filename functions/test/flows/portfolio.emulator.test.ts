import assert from "node:assert/strict";
import { doc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { AccountView } from "../../src/accounts/contract.js";
import { handOut, pageTaskId, snapshotPageName, type PagePayload } from "../../src/portfolio/pages.js";
import type {
  ExplainInput,
  ExplainOutput,
  GetOutput,
  PerformanceOutput,
} from "../../src/portfolio/contract.js";
import { lotsPath, statePath } from "../../src/portfolio/store.js";
import { createQueue } from "../../src/platform/queue.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset, quote } from "../support/market.js";
import { candleClose, pastOf } from "../support/past.js";
import { signUp, type Person } from "../support/people.js";

const cents = (text: string | null | undefined) => Math.round(Number(text) * 100);

describe("a portfolio", function () {
  this.timeout(180_000);
  let person: Person;
  let assetId: string;
  beforeEach(async () => {
    [person, assetId] = await Promise.all([signUp(), makeAsset({ scale: 6, price: "100.00" })]);
  });
  afterEach(() => person.close());

  const deposit = (amount: string) => person.call("accounts-deposit", { requestId: uniqueName("d"), amount });
  const trade = (side: string, quantity: string, of = assetId) =>
    person.call("orders-place", {
      ...{ orderId: uniqueName("o"), assetId: of, side, type: "market", quantity },
    });
  const get = () => person.call<GetOutput>("portfolio-get");

  function checkIdentity({ totals, positions }: GetOutput) {
    const profit = cents(totals.realised) + cents(totals.unrealised);
    assert.equal(cents(totals.equity), cents(totals.deposits) - cents(totals.withdrawals) + profit);
    assert.equal(
      cents(totals.equity),
      cents(totals.cash.available) + cents(totals.cash.held) + cents(totals.value),
    );
    const weights = [totals.cash.weight, ...positions.map(({ weight }) => weight)];
    assert.equal(
      weights.reduce((sum, weight) => sum + cents(weight), 0),
      10_000,
    );
  }

  it("of nobody's money yet is empty and not absent (R-TRADE-5)", async () => {
    const { positions, totals, seq, unavailable } = await get();
    assert.deepEqual([positions, seq, unavailable], [[], 0, []]);
    assert.deepEqual(totals, {
      ...{ cash: { available: "0.00", held: "0.00", weight: null }, value: "0.00", cost: "0.00" },
      ...{ equity: "0.00", unrealised: "0.00", realised: "0.00" },
      ...{ deposits: "0.00", withdrawals: "0.00", fees: "0.00" },
    });
  });

  it("tells cost, value and profit by four methods, and what was paid in adds up (R-TRADE-5)", async () => {
    await deposit("5000.00");
    await trade("buy", "10");
    await quote(assetId, "120.00");
    await trade("buy", "10");
    await quote(assetId, "130.00");
    await trade("sell", "15");
    await quote(assetId, "125.00");
    await person.call("accounts-withdraw", { requestId: "w", amount: "1000.00" });
    const portfolio = await get();
    const [position] = portfolio.positions;
    // Fees of 1.00, 1.20 and 1.95, at ten basis points.
    assert.deepEqual(position?.methods, {
      fifo: { cost: "600.60", realised: "346.45", unrealised: "24.40" },
      lifo: { cost: "500.50", realised: "246.35", unrealised: "124.50" },
      hifo: { cost: "500.50", realised: "246.35", unrealised: "124.50" },
      average: { cost: "550.55", realised: "296.40", unrealised: "74.45" },
    });
    assert.deepEqual(
      [position.quantity, position.price, position.value, position.stale, position.weight],
      ["5", "125.00", "625.00", false, "14.30"],
    );
    assert.deepEqual(portfolio.totals, {
      ...{ cash: { available: "3745.85", held: "0.00", weight: "85.70" }, value: "625.00", cost: "550.55" },
      ...{ equity: "4370.85", unrealised: "74.45", realised: "296.40" },
      ...{ deposits: "5000.00", withdrawals: "1000.00", fees: "4.15" },
    });
    assert.deepEqual(portfolio.unavailable, []);
    checkIdentity(portfolio);
  });

  it("counts money on hold, keeps what was sold whole, and flags a price that is old (R-TRADE-5)", async () => {
    await deposit("1000.00");
    await trade("buy", "5");
    await trade("sell", "5");
    await trade("buy", "2");
    await pastOf(person.uid).hold(new Date().toISOString(), "USD", 30_000n);
    const sold = await makeAsset({ price: "7.00" });
    await trade("buy", "3", sold);
    await trade("sell", "3", sold);
    await quote(assetId, "110.00", { asOf: "2026-01-01T00:00:00.000Z", validForMs: 1 });
    const portfolio = await get();
    assert.equal(portfolio.totals.cash.held, "300.00");
    const rows = new Map(portfolio.positions.map((row) => [row.assetId, row]));
    assert.deepEqual([rows.get(assetId)?.stale, rows.get(assetId)?.value], [true, "220.00"]);
    const { quantity, cost, value, weight, realised } = rows.get(sold) ?? assert.fail("it is told of");
    assert.deepEqual([quantity, cost, value, weight, realised], ["0", "0.00", "0.00", "0.00", "-0.06"]);
    checkIdentity(portfolio);
  });

  it("never takes a missing price for zero (R-TRADE-5)", async () => {
    await deposit("1000.00");
    await trade("buy", "2");
    const other = await makeAsset({ price: "10.00" });
    await trade("buy", "1", other);
    await adminDb().doc(`quotes/${other}`).delete();
    const { positions, totals, unavailable } = await get();
    const row = positions.find((it) => it.assetId === other);
    assert.deepEqual(
      [row?.price, row?.value, row?.unrealised, row?.weight, row?.methods.fifo.unrealised, row?.cost],
      [null, null, null, null, null, "10.01"],
    );
    assert.deepEqual(
      [totals.equity, totals.value, totals.unrealised, totals.cash.weight],
      Array(4).fill(null),
    );
    assert.equal(positions.find((it) => it.assetId === assetId)?.value, "200.00");
    assert.deepEqual(unavailable, [
      { assetId: other, figures: ["value", "weight", "unrealised"], reason: "quote_is_missing" },
    ]);
    const { endEquity, gain, twr, ...performance } = await person.call<PerformanceOutput>(
      ...(["portfolio-performance", { range: "1W" }] as const),
    );
    assert.deepEqual([endEquity, gain, twr], [null, null, null]);
    assert.deepEqual(performance.unavailable[0]?.assetIds, [other]);
  });

  it("is read from what is kept, plus the entries after it, whoever keeps it meanwhile (R-TRADE-5)", async () => {
    await deposit("90000.00");
    const past = pastOf(person.uid);
    for (let round = 0; round < 210; round++) {
      await past.deposit(new Date().toISOString(), "0.01");
      if (round % 30 === 0) await trade("buy", "0.5");
    }
    const state = () => adminDb().doc(statePath(person.uid)).get();
    assert.ok(!(await state()).exists);
    const [first, ...others] = await Promise.all([get(), get(), get()]);
    for (const other of others) assert.deepEqual({ ...other, asOf: "" }, { ...first, asOf: "" });
    assert.equal((await state()).get("seq"), first.seq);
    assert.ok(
      (
        await adminDb()
          .doc(`${lotsPath(person.uid)}/${assetId}`)
          .get()
      ).exists,
    );
    await trade("sell", "1");
    const next = await get();
    assert.equal(next.seq, first.seq + 1);
    assert.equal((await state()).get("seq"), first.seq, "few entries are added again, not kept");
    checkIdentity(next);
    // The same from nothing but the entries.
    await adminDb().doc(statePath(person.uid)).delete();
    await adminDb()
      .doc(`${lotsPath(person.uid)}/${assetId}`)
      .delete();
    assert.deepEqual({ ...(await get()), asOf: "" }, { ...next, asOf: "" });
  });
});

describe("performance", function () {
  this.timeout(180_000);

  it("of a new user is known from entries, candles and now (R-TRADE-5)", async () => {
    const [person, assetId] = await Promise.all([signUp(), makeAsset({ price: "100.00" })]);
    const hourAgo = Date.now() - 3_600_000;
    const at = (minutes: number) => new Date(hourAgo + minutes * 60_000).toISOString();
    const past = pastOf(person.uid);
    await past.deposit(at(0), "1001.00");
    await past.trade(at(1), assetId, "buy", "10", "100.00");
    await past.deposit(at(30), "500.00");
    await candleClose(assetId, "1m", at(29), "110.00");
    await quote(assetId, "105.00");
    for (const range of ["1D", "1W", "ALL"] as const) {
      const view = await person.call<PerformanceOutput>("portfolio-performance", { range });
      assert.deepEqual(
        [view.range, view.from, view.twr, view.gain, view.netFlow, view.startEquity, view.endEquity],
        [range, at(0), "6.4560", "49.00", "1501.00", "0.00", "1550.00"],
      );
      assert.ok(cents(view.mwr?.period) > 0 && view.series.length >= 2);
    }
    await person.close();
  });
});

describe("the explanation of a figure", function () {
  this.timeout(180_000);

  it("sums to what the portfolio shows, page by page, for every figure (R-TRADE-5)", async () => {
    const [person, assetId, other] = await Promise.all([
      signUp(),
      makeAsset({ scale: 6, price: "100.00" }),
      makeAsset({ scale: 0, price: "10.00" }),
    ]);
    const move = (kind: string, amount: string) =>
      person.call(`accounts-${kind}`, { requestId: uniqueName("m"), amount });
    const trade = (of: string, side: string, quantity: string) =>
      person.call("orders-place", {
        ...{ orderId: uniqueName("o"), assetId: of, side, type: "market", quantity },
      });
    for (const amount of ["1000.00", "250.55"]) await move("deposit", amount);
    for (const quantity of ["1.5", "2.25", "0.333333"]) await trade(assetId, "buy", quantity);
    await quote(assetId, "120.00");
    await trade(assetId, "sell", "2.000001");
    await trade(other, "buy", "7");
    await trade(other, "sell", "7");
    await pastOf(person.uid).hold(new Date().toISOString(), assetId, 1_000_000n);
    await move("withdraw", "17.05");
    const { totals, positions } = await person.call<GetOutput>("portfolio-get");
    const row = positions.find((it) => it.assetId === assetId) ?? assert.fail("there is a position");
    const { balances } = await person.call<AccountView>("accounts-get");
    const shown: [ExplainInput, string, entries: number][] = [
      [{ figure: "cash" }, balances.find((it) => it.assetId === "USD")?.available ?? "", 9],
      [{ figure: "deposits" }, totals.deposits, 2],
      [{ figure: "withdrawals" }, totals.withdrawals, 1],
      [{ figure: "fees" }, totals.fees, 6],
      [{ figure: "cost" }, totals.cost, 6],
      [{ figure: "realised" }, totals.realised, 2],
      [{ figure: "cost", assetId }, row.cost, 4],
      [{ figure: "realised", assetId }, row.realised, 1],
      [{ figure: "position", assetId }, row.quantity, 4],
      [{ figure: "position", assetId: other }, "0", 2],
    ];
    for (const [asked, expected, entries] of shown) {
      for (const limit of [1, 2, 100]) {
        const items: ExplainOutput["items"] = [];
        let cursor: string | null | undefined;
        do {
          const page: ExplainOutput = await person.call<ExplainOutput>("portfolio-explain", {
            ...{ ...asked, limit },
            ...(cursor && { cursor }),
          });
          assert.equal(page.total, expected);
          assert.ok(page.items.length <= limit);
          items.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor);
        const name = `${asked.figure} ${asked.assetId ?? ""} by ${limit}`;
        assert.equal(items.length, entries, name);
        const numbers = items.map(({ seq }) => seq);
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((left, right) => right - left),
          name,
        );
        const millionths = (text: string) => Math.round(Number(text) * 1e6);
        let sum = 0;
        for (const item of items.toReversed()) {
          sum += millionths(item.amount);
          assert.equal(millionths(item.sum), sum, name);
        }
        assert.equal(sum, millionths(expected), name);
      }
    }
    await person.close();
  });
});

describe("snapshots of the day that is over", function () {
  this.timeout(120_000);

  it("are handed out in pages that hold every account once (R-JOB-5)", async () => {
    const payloads: PagePayload[] = [];
    const queue = {
      enqueue: (name: string, payload: Record<string, unknown>) => {
        assert.equal(name, snapshotPageName);
        payloads.push(payload as PagePayload);
        return Promise.resolve("queued" as const);
      },
    };
    const clock = () => Date.parse("2026-03-11T00:05:00.000Z");
    const answer = await handOut({ db: adminDb(), clock, queue });
    const ids = (await adminDb().collection("accounts").select().get()).docs.map(({ id }) => id);
    assert.deepEqual(answer, { day: "2026-03-10", accounts: ids.length, queued: payloads.length });
    const holding = (id: string) =>
      payloads.filter(({ after, until }) => (after === null || id > after) && id <= until).length;
    assert.deepEqual(
      ids.filter((id) => holding(id) !== 1),
      [],
    );
    assert.equal(new Set(payloads.map(pageTaskId)).size, payloads.length);
  });

  it("come through the queue to their owner, who may read them (R-JOB-1, R-DATA-4)", async () => {
    const [person, assetId] = await Promise.all([signUp(), makeAsset({ price: "100.00" })]);
    const dayMs = 86_400_000;
    const day = new Date(Date.now() - dayMs).toISOString().slice(0, 10);
    const past = pastOf(person.uid);
    await past.deposit(`${day}T10:00:00.000Z`, "1001.00");
    await past.trade(`${day}T11:00:00.000Z`, assetId, "buy", "10", "100.00");
    await candleClose(assetId, "1m", `${day}T23:59:00.000Z`, "103.00");
    const payload: PagePayload = { day, after: person.uid.slice(0, -1), until: person.uid };
    const enqueue = () => createQueue().enqueue(snapshotPageName, payload, { id: pageTaskId(payload) });
    assert.equal(await enqueue(), "queued");
    const snapshot = await heard<DocumentSnapshot>(
      ...([60_000, "the snapshot of the day"] as const),
      (next, fail) => onSnapshot(doc(person.db, `accounts/${person.uid}/snapshots/${day}`), next, fail),
      (it) => it.exists(),
    );
    assert.deepEqual(
      [snapshot.get("equity"), snapshot.get("netFlow"), snapshot.get("seq")],
      ["1030.00", "1001.00", 2],
    );
    assert.equal(await enqueue(), "exists");
    const { series } = await person.call<PerformanceOutput>("portfolio-performance", { range: "ALL" });
    assert.ok(series.some(({ equity }) => equity === "1030.00"));
    await person.close();
  });
});
