/** Random histories of one account, and what must be true of its portfolio after every command. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { positionOf, quantityOf } from "../../src/ledger/account.js";
import { isResting, remainingOf } from "../../src/ledger/order.js";
import type { Command, DecisionContext } from "../../src/ledger/command.js";
import { openEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import type { EntryDraft } from "../../src/ledger/entry.js";
import type { TradableTerms } from "../../src/money/asset.js";
import { lotMethods, methodFigures, noLots, type LotMethod } from "../../src/portfolio/lots.js";
import { portfolioView } from "../../src/portfolio/portfolio-view.js";
import { lotsRecord, lotsRecordSchema, readLots } from "../../src/portfolio/records.js";
import { advance, emptyState, type PortfolioState } from "../../src/portfolio/state.js";
import type { QuoteRecord } from "../../src/prices/quote.js";
import { openBook, reversalOf, write, type Book } from "../simulation/book.js";
import {
  btc,
  buy,
  buyFor,
  contextAt,
  deposit,
  hold,
  limits,
  noonMs,
  penny,
  quoteAt,
  release,
  sell,
  share,
  tickAt,
  withdraw,
} from "../simulation/ground.js";
import { addToOracle, openOracle, type OracleBook } from "./lots-oracle.js";

const assets = [btc, share, penny] as const;
/** Every command is possible whenever its account allows it. */
const wide = { ...limits, minOrderValue: 1n, maxOrderValue: 10n ** 15n, dailyDepositMax: 10n ** 15n };

const kinds = [
  ...["deposit", "withdraw", "hold", "holdAsset", "release", "reverse"],
  ...["buy", "buy", "buy", "buyFor", "buyFor", "sell", "sell", "sellAll"],
  ...["limitBuy", "limitSell", "bracket", "meet", "meet", "meet", "cancel"],
] as const;

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  asset: fc.nat({ max: 2 }),
  /** Thousandths of what there is. */
  share: fc.integer({ min: 1, max: 1_000 }),
  price: fc.oneof(fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1_000n, max: 9_000_000n })),
  feeRate: fc.constantFrom(0n, 1n, 1_000n, 9_999n),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

export const histories = (lengthMax: number) =>
  fc.array(step, { minLength: 5, maxLength: lengthMax, size: "max" });

function commandOf(book: Book, { kind, asset, share: part, price }: Step, index: number): Command {
  const terms: TradableTerms = assets[asset] ?? btc;
  const id = `id${index}`;
  const partOf = (amount: bigint) => (amount * BigInt(part)) / 1_000n;
  const cash = book.account.balances["USD"]?.available ?? 0n;
  const onStep = (quantity: bigint) => (quantity / terms.quantityStep) * terms.quantityStep;
  const unit = 10n ** BigInt(terms.scale + terms.priceScale - 2);
  switch (kind) {
    case "withdraw":
      return withdraw(id, partOf(cash) / 4n);
    case "hold":
      return hold(id, "USD", partOf(cash) / 2n);
    case "holdAsset":
      return hold(id, terms.assetId, partOf(book.account.balances[terms.assetId]?.available ?? 0n));
    case "release":
      return release(id, [...book.account.holds.keys()][part % (book.account.holds.size || 1)] ?? "none");
    case "reverse": {
      const entry = book.entries[part % (book.entries.length || 1)];
      const once = entry && !book.entries.some(({ reverses }) => reverses === entry.entryId);
      return once ? reversalOf(book, entry.entryId) : deposit(id, 12_345n);
    }
    case "buy":
      return buy(id, onStep((partOf(cash) * unit) / price));
    case "buyFor":
      return buyFor(id, partOf(cash));
    case "sell":
      return sell(id, onStep(partOf(book.account.balances[terms.assetId]?.available ?? 0n)));
    case "sellAll":
      return sell(id, quantityOf(book.account, terms.assetId));
    case "limitBuy": {
      const quantity = onStep((partOf(cash) * unit) / price);
      return { ...buy(id, quantity), type: "limit", limitPrice: price - price / 50n };
    }
    case "limitSell": {
      const quantity = onStep(partOf(book.account.balances[terms.assetId]?.available ?? 0n));
      return { ...sell(id, quantity), type: "limit", limitPrice: price + price / 50n + 1n };
    }
    case "bracket": {
      const legs = {
        takeProfit: { limitPrice: price + price / 10n + 1n },
        stopLoss: { stopPrice: price - price / 10n - 1n, limitPrice: null },
      };
      return { ...buy(id, onStep((partOf(cash) * unit) / price)), ...legs };
    }
    case "meet":
    case "cancel":
      return onResting(book, terms.assetId, { kind, part, index }) ?? deposit(id, BigInt(part) * 1_000n);
    default:
      return deposit(id, BigInt(part) * 1_000n);
  }
}

/** A cancel of an order that rests, or a tick at its price that fills it, whole or in part. */
function onResting(
  book: Book,
  assetId: string,
  { kind, part, index }: { kind: "meet" | "cancel"; part: number; index: number },
): Command | undefined {
  const resting = [...book.account.orders.values()].filter((it) => it.assetId === assetId && isResting(it));
  const order = resting[part % (resting.length || 1)];
  if (!order) return undefined;
  const { orderId } = order;
  if (kind === "cancel") return { kind, orderId };
  const price = order.limitPrice ?? order.stopPrice ?? 1n;
  // The market context's quote is the first tick: every later one is new to the order.
  const allotment = part % 2 === 0 ? null : (remainingOf(order) * BigInt(part)) / 1_000n;
  return { kind: "match", orderId, ticks: [tickAt(index + 2, price)], allotment };
}

function contextOf({ asset, price, feeRate }: Step, nowMs: number): DecisionContext {
  const market = { terms: assets[asset] ?? btc, quote: quoteAt(price) };
  return contextAt({ nowMs, limits: { ...wide, feeRate }, market });
}

type Oracles = Map<string, Record<LotMethod, OracleBook>>;

/** What a history was made of: a test that never reverses a buy has not tested it. */
export type Seen = Map<string, number>;

/** Writes a history, and checks invariants 7 and 8 for every method after each of its commands. */
export function runHistory(steps: readonly Step[], seen: Seen): void {
  const book = openBook();
  const oracles: Oracles = new Map();
  let state: PortfolioState = emptyState;
  let reversed = false;
  steps.forEach((drawn, index) => {
    const nowMs = noonMs + index * 1_000;
    if (!write(book, commandOf(book, drawn, index), contextOf(drawn, nowMs))) return;
    // A command may make more than one entry.
    for (const record of book.entries.slice(state.seq)) {
      const entry = openEntry(record, book.account.balances);
      state = advance(state, [entry]);
      seen.set(nameOf(record), (seen.get(nameOf(record)) ?? 0) + 1);
      reversed ||= record.kind === "reversal" && entry.position !== null;
      if (!reversed) addToOracles(oracles, entry);
    }
    checkLots(book, state, reversed ? null : oracles);
    checkEquity(book, state, drawn.price);
  });
}

function nameOf({ kind, entryId, reverses }: EntryRecord): string {
  if (reverses !== null) return `reversal of ${reverses.startsWith("order") ? "a fill" : "a flow"}`;
  // The first entry of an order that rested is its hold.
  return kind === "fill" && !entryId.endsWith(".1") ? "fill of what rested" : kind;
}

function addToOracles(oracles: Oracles, entry: EntryDraft): void {
  const { position } = entry;
  if (!position) return;
  const opened = { fifo: openOracle(), lifo: openOracle(), hifo: openOracle() };
  const books = oracles.get(position.assetId) ?? opened;
  oracles.set(position.assetId, books);
  for (const method of lotMethods) addToOracle(books[method], method, entry);
}

/** Invariant 7: a position equals its postings, and lots sum to it in quantity and in cost. */
function checkLots(book: Book, state: PortfolioState, oracles: Oracles | null): void {
  const { account } = book;
  for (const assetId of Object.keys(account.positions)) {
    const lots = state.lots.get(assetId) ?? noLots;
    const position = positionOf(account, assetId);
    assert.equal(lots.quantity, quantityOf(account, assetId), assetId);
    assert.deepEqual(
      { cost: lots.cost, realised: lots.realised },
      position,
      "average is the ledger's own position",
    );
    for (const method of lotMethods) {
      const open = lots.books[method]?.lots ?? assert.fail("there are few lots");
      assert.equal(
        open.reduce((sum, { quantity }) => sum + quantity, 0n),
        lots.quantity,
        method,
      );
      assert.ok(
        open.every(({ quantity, cost }) => quantity > 0n && cost >= 0n),
        method,
      );
      const figures = methodFigures(lots, method);
      assert.ok(figures);
      assert.equal(figures.cost - figures.realised, position.cost - position.realised, method);
      const oracle = oracles?.get(assetId)?.[method];
      if (!oracle) continue;
      assert.equal(figures.realised, oracle.realised, method);
      assert.equal(figures.cost, oracle.bought - oracle.removed, method);
      const byAge = (left: { seq: number }, right: { seq: number }) => left.seq - right.seq;
      assert.deepEqual(
        open.map(({ seq, quantity, cost }) => ({ seq, quantity, cost })).sort(byAge),
        [...oracle.lots].sort(byAge),
        method,
      );
    }
    assert.deepEqual(readLots(lotsRecordSchema.parse(lotsRecord(lots))), lots, "what is kept reads back");
  }
}

const cents = (text: string | null) => BigInt((text ?? "").replace(".", ""));

/** Invariant 8, by every method and at whatever prices: equity is what was paid in plus both kinds of profit. */
function checkEquity(book: Book, state: PortfolioState, price: bigint): void {
  const { account, entries } = book;
  const quotes = new Map(assets.map(({ assetId }, at) => [assetId, quoteOf(assetId, price + BigInt(at))]));
  const { positions, totals } = portfolioView(
    { account, state },
    { quotes, nowMs: noonMs, maxQuoteAgeMs: 60_000 },
  );
  const paidIn = cents(totals.deposits) - cents(totals.withdrawals);
  const world = entries.flatMap(({ postings }) => postings.filter((posting) => posting.account === "world"));
  assert.equal(
    paidIn,
    -world.reduce((sum, { amount }) => sum + cents(amount), 0n),
    "deposits less withdrawals",
  );
  const fees = entries.flatMap(({ postings }) => postings.filter((posting) => posting.account === "fees"));
  assert.equal(
    cents(totals.fees),
    fees.reduce((sum, { amount }) => sum + cents(amount), 0n),
    "fees",
  );
  assert.equal(
    cents(totals.equity),
    cents(totals.cash.available) + cents(totals.cash.held) + cents(totals.value),
  );
  assert.equal(
    cents(totals.equity),
    paidIn + cents(totals.realised) + cents(totals.unrealised),
    "by the totals",
  );
  for (const method of [...lotMethods, "average"] as const) {
    const profit = positions.reduce(
      (sum, { methods }) => sum + cents(methods[method].realised) + cents(methods[method].unrealised),
      0n,
    );
    assert.equal(cents(totals.equity), paidIn + profit, method);
  }
  const weights = [totals.cash.weight, ...positions.map(({ weight }) => weight)];
  if (cents(totals.equity) === 0n) assert.ok(weights.every((weight) => weight === null));
  else
    assert.equal(
      weights.reduce((sum, weight) => sum + cents(weight), 0n),
      10_000n,
      "weights",
    );
}

function quoteOf(assetId: string, price: bigint): QuoteRecord {
  const text = `${price / 100n}.${String(price % 100n).padStart(2, "0")}`;
  return {
    ...{ assetId, price: text, low: text, high: text, depth: null, validForMs: null, sequence: 1 },
    ...{ asOf: new Date(noonMs).toISOString(), source: "manual" },
  };
}
