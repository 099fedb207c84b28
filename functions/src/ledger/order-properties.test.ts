import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, it } from "mocha";
import { openBook, recordsOf, write, type Book } from "../../test/simulation/book.js";
import {
  accepted,
  btc,
  buy,
  cancel,
  contextAt,
  deepFreeze,
  deposit,
  expire,
  funded,
  limits,
  marketContext,
  match,
  noonMs,
  penny,
  placing,
  quoteAt,
  replace,
  sell,
  share,
  tickAt,
} from "../../test/simulation/ground.js";
import { accountRecord, readAccount } from "./account-record.js";
import { quantityOf } from "./account.js";
import { audit } from "./audit.js";
import type { Command, PlaceCommand, Tick } from "./command.js";
import { canonicalJson, openEntry } from "./entry-record.js";
import { orderTypes } from "./order.js";

const terms = { ...share, scale: 3, minQuantity: 1n };
const loose = { ...limits, minOrderValue: 1n, dailyDepositMax: 10n ** 12n };
const price = fc.bigInt({ min: 80_00n, max: 120_00n });
const kinds = [
  "place",
  "place",
  "place",
  "match",
  "match",
  "match",
  "cancel",
  "replace",
  "expire",
  "reverse",
] as const;

/** One step: a command made of what the book holds when its turn comes. */
const draw = fc.record({
  kind: fc.constantFrom(...kinds),
  side: fc.constantFrom("buy", "sell"),
  type: fc.constantFrom(...orderTypes),
  timeInForce: fc.constantFrom("gtc", "day", "gtd", "ioc", "fok"),
  legs: fc.constantFrom("none", "none", "profit", "loss", "both", "trailing"),
  quantity: fc.bigInt({ min: 1n, max: 20_000n }),
  prices: fc.tuple(price, price, price),
  offset: fc.bigInt({ min: 1n, max: 9_00n }),
  depth: fc.option(fc.bigInt({ min: 1n, max: 9_000n })),
  laterMs: fc.constantFrom(0, 1, 1_000, 3_600_000, 30_000_000),
  pick: fc.nat({ max: 1_000 }),
});
type Draw = typeof draw extends fc.Arbitrary<infer Value> ? Value : never;
const draws = fc.array(draw, { minLength: 40, maxLength: 90, size: "max" });

function placeOf(drawn: Draw, id: string, quote: bigint, nowMs: number): PlaceCommand {
  const { side, type, timeInForce, quantity, offset, pick } = drawn;
  const sign = side === "buy" ? 1n : -1n;
  const limited = type === "limit" || type === "stop_limit";
  const rests = type !== "market";
  const immediate = timeInForce === "ioc" || timeInForce === "fok";
  const simple = type === "limit" && immediate;
  const legs = simple ? "none" : drawn.legs;
  const far = 15_00n;
  const limitPrice = quote + ((pick % 3 === 0) !== simple ? sign : -sign) * offset;
  const profit = { takeProfit: { limitPrice: quote + sign * (far + offset) } };
  const loss = { stopLoss: { stopPrice: quote - sign * (far + offset), limitPrice: null } };
  const trail = { stopLoss: { trail: { amount: offset } } };
  return placing(id, [side, type], quantity, {
    ...(limited && { limitPrice }),
    ...((type === "stop" || type === "stop_limit") && { stopPrice: quote + sign * offset }),
    ...(type === "trailing_stop" && { trail: pick % 2 ? { amount: offset } : { percent: offset * 10n } }),
    ...(rests && { timeInForce: immediate && !simple ? "gtc" : timeInForce }),
    ...(rests && timeInForce === "gtd" && { expiresAtMs: nowMs + 5_000_000 }),
    ...((legs === "profit" || legs === "both" || legs === "trailing") && profit),
    ...((legs === "loss" || legs === "both") && loss),
    ...(legs === "trailing" && trail),
  });
}

function commandOf(book: Book, drawn: Draw, index: number, quote: bigint, nowMs: number): Command {
  const { kind, pick, quantity, offset, depth, prices } = drawn;
  const open = [...book.account.orders.values()].filter(({ status }) => status !== "held" || pick % 9 === 0);
  const order = open[pick % (open.length || 1)];
  if (kind === "place" || !order) return placeOf(drawn, `o${index}`, quote, nowMs);
  const { orderId } = order;
  if (kind === "cancel") return cancel(orderId);
  if (kind === "expire") return expire(orderId);
  if (kind === "replace") {
    return replace(orderId, `o${index}`, {
      ...(order.parentId === null && { quantity: order.filledQuantity + quantity }),
      ...(order.limitPrice !== null && { limitPrice: order.limitPrice + (pick % 2 ? offset : -offset) }),
    });
  }
  if (kind === "reverse") {
    const fills = book.entries.filter(
      ({ fill, entryId }) => fill && !book.entries.some(({ reverses }) => reverses === entryId),
    );
    const record = fills[pick % (fills.length || 1)];
    return record && pick % 5 === 0
      ? { kind: "reverse", entry: openEntry(record, book.account.balances) }
      : deposit(`d${index}`, 1n);
  }
  const sorted = [...prices].sort((a, b) => Number(a - b)) as [bigint, bigint, bigint];
  const tick: Tick = { ...tickAt(index, sorted[1]), low: sorted[0], high: sorted[2] };
  return {
    kind: "match",
    orderId,
    ticks: pick % 3 === 0 ? [tick, tickAt(index + 1, sorted[2])] : [tick],
    allotment: depth,
  };
}

function runBook(steps: readonly Draw[], each: (book: Book, took: boolean, command: Command) => void): Book {
  const book = openBook();
  let nowMs = noonMs;
  write(book, deposit("d", 9_000_00n), contextAt({ limits: loose }));
  write(book, buy("stock", 30_000n), marketContext(terms, quoteAt(100_00n), { limits: loose }));
  steps.forEach((drawn, at) => {
    const index = 2 * at + 10;
    nowMs += drawn.laterMs;
    const [quote] = drawn.prices;
    const context = marketContext(terms, quoteAt(quote, { depth: drawn.depth, sequence: index - 1 }), {
      ...{ nowMs, limits: loose },
    });
    const before = deepFreeze(book.account);
    const bytes = canonicalJson(accountRecord(before));
    const command = commandOf(book, drawn, index, quote, nowMs);
    const took = write(book, command, context);
    if (!took) assert.equal(canonicalJson(accountRecord(book.account)), bytes);
    each(book, took, command);
  });
  return book;
}

const equity = ({ account }: Book) =>
  Object.values(account.positions).reduce(
    (sum, { cost, realised }) => sum + cost - realised,
    quantityOf(account, "USD"),
  );
const interruptAfterTimeLimit = 20_000;

describe("orders over random commands (R-TEST-4)", function () {
  this.timeout(60_000);

  it("keep every invariant that the audit knows, equity, and accounts that read back", () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(draws, (steps) => {
        const book = runBook(steps, (now, took, { kind }) => {
          count(`${kind} ${took}`);
          const worlds = now.entries.flatMap(({ postings }) =>
            postings.filter((it) => it.account === "world"),
          );
          const paidIn = worlds.reduce((sum, { amount }) => sum - BigInt(amount.replace(".", "")), 0n);
          assert.equal(equity(now), paidIn);
        });
        const { account, entries, orders } = recordsOf(book);
        assert.deepEqual(audit(account, entries, orders), []);
        assert.deepEqual(readAccount(account), book.account);
        for (const { status, type, timeInForce } of orders) [status, type, timeInForce].forEach(count);
        for (const { kind } of entries) count(kind);
      }),
      { numRuns: 100, interruptAfterTimeLimit },
    );
    const demanded = [
      ...["held", "open", "filled", "cancelled", "expired", "replaced"],
      ...[...orderTypes, "gtc", "day", "gtd", "ioc", "fok"],
      ...["place true", "match true", "cancel true", "replace true", "expire true", "reverse true"],
      ...["hold", "release", "fill", "reversal"],
    ];
    for (const what of demanded) {
      assert.ok((seen.get(what) ?? 0) > 2, `too few of ${what}: ${JSON.stringify([...seen])}`);
    }
  });

  it("make no profit out of rounding when the price stands still", () => {
    const trade = fc.record({
      buys: fc.boolean(),
      quantity: fc.bigInt({ min: 1n, max: 5_000n }),
      part: fc.bigInt({ min: 1n, max: 900n }),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { minLength: 1, maxLength: 25 }),
        fc.bigInt({ min: 1n, max: 9_999n }),
        (trades, at) => {
          const book = openBook();
          const context = (quote: bigint) =>
            marketContext(terms, quoteAt(quote), { limits: { ...loose, feeRate: 0n } });
          write(book, deposit("d", 9_000_000n), context(at));
          trades.forEach(({ buys, quantity, part }, index) => {
            const id = `o${index}`;
            // Placed away from the price, then filled at it in two parts.
            const away = at + (buys ? 1n : 0n);
            const side = buys ? "buy" : "sell";
            if (
              !write(
                book,
                placing(id, [side, "limit"], quantity, { limitPrice: at }),
                context(buys ? away : at - 1n || 1n),
              )
            )
              return;
            write(book, { kind: "match", orderId: id, ticks: [tickAt(2, at)], allotment: part }, context(at));
            write(book, match(id, tickAt(3, at)), context(at));
          });
          const left = quantityOf(book.account, terms.assetId);
          if (left > 0n) write(book, sell("all", left), context(at));
          const profit = book.account.positions[terms.assetId]?.realised ?? 0n;
          assert.ok(profit <= 0n, `made ${profit} cents out of nothing`);
        },
      ),
      { numRuns: 100, interruptAfterTimeLimit },
    );
  });
});

describe("cumulative rounding against decimal.js (R-TRADE-3)", function () {
  this.timeout(60_000);
  const Exact = Decimal.clone({ precision: 200 });
  const fill = fc.record({
    share: fc.bigInt({ min: 1n, max: 100n }),
    better: fc.bigInt({ min: 0n, max: 900n }),
  });
  const any = fc.record({
    asset: fc.constantFrom({ ...btc, quantityStep: 1n, minQuantity: 1n }, share, penny),
    side: fc.constantFrom("buy" as const, "sell" as const),
    stops: fc.boolean(),
    quantity: fc.bigInt({ min: 1n, max: 400_000n }),
    limitPrice: fc.bigInt({ min: 1_000n, max: 90_000n }),
    feeRate: fc.constantFrom(0n, 1n, 1_000n, 9_999n, 250_000n),
    fills: fc.array(fill, { minLength: 1, maxLength: 12 }),
  });

  it("never needs more than the first hold, ends with none, and costs what one fill would", () => {
    let filled = 0;
    fc.assert(
      fc.property(any, ({ asset, side, stops, quantity, limitPrice, feeRate, fills }) => {
        const context = (quote: bigint) =>
          marketContext(asset, quoteAt(quote), {
            limits: { ...limits, feeRate, minOrderValue: 0n, maxOrderValue: 10n ** 15n },
          });
        const rich = funded(10n ** 14n);
        const start =
          side === "buy" ? rich : accepted(rich, buy("stock", quantity), context(limitPrice)).account;
        const buys = side === "buy";
        const command = stops
          ? placing("o", [side, "stop"], quantity, { stopPrice: limitPrice })
          : placing("o", [side, "limit"], quantity, { limitPrice });
        // A limit rests on the far side of the quote, a stop on the near one.
        const away = buys === stops ? limitPrice - 1n : limitPrice + 1n;
        const placed = accepted(start, command, context(away));
        const first = placed.orders[0]?.hold ?? 0n;
        let { account } = placed;
        let [exact, paid] = [new Exact(0), 0n];
        for (let at = 0; account.orders.size > 0; at++) {
          const { share: part, better } = fills[at] ?? { share: 1_000_000n, better: 0n };
          const tradedAt =
            buys && !stops ? limitPrice - better : buys ? limitPrice : limitPrice + (stops ? 0n : better);
          const allotment = fills[at] ? (quantity * part) / 300n + 1n : null;
          const ticks = [tickAt(at + 2, tradedAt > 0n ? tradedAt : 1n)];
          const decision = accepted(
            account,
            { kind: "match", orderId: "o", ticks, allotment },
            context(away),
          );
          const [trade] = decision.entries.flatMap((entry) => entry.fill ?? []);
          assert.ok(trade);
          exact = exact.plus(new Exact(String(trade.quantity)).times(String(trade.price)));
          paid += trade.value + trade.fee;
          const hold = decision.orders[0]?.hold ?? 0n;
          if (buys) assert.ok(paid + hold <= first, `paid ${paid} and holds ${hold} of ${first}`);
          ({ account } = decision);
          const [order] = decision.orders;
          if (order?.status !== "filled") continue;
          const cents = exact.div(new Exact(10).pow(asset.scale + asset.priceScale - 2));
          const value = cents.toDecimalPlaces(0, buys ? Decimal.ROUND_UP : Decimal.ROUND_DOWN);
          const fee = value.times(String(feeRate)).div(1_000_000).toDecimalPlaces(0, Decimal.ROUND_UP);
          assert.deepEqual(
            [order.filledValue, order.fee],
            [BigInt(value.toFixed(0)), BigInt(fee.toFixed(0))],
          );
          assert.equal(order.hold, 0n);
          filled++;
        }
        assert.equal(account.balances.USD?.held, 0n);
      }),
      { numRuns: 200, interruptAfterTimeLimit },
    );
    assert.ok(filled >= 100, `${filled} orders were filled`);
  });
});
