import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { openBook, recordsOf, write, type Book } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  buyFor,
  contextAt,
  deepFreeze,
  deposit,
  hold,
  limits,
  noonMs,
  penny,
  quoteAt,
  release,
  sell,
  share,
  withdraw,
} from "../../test/simulation/ground.js";
import { accountRecord, readAccount } from "./account-record.js";
import { quantityOf } from "./account.js";
import { audit } from "./audit.js";
import type { Command, DecisionContext } from "./command.js";
import { canonicalJson, openEntry, type EntryRecord } from "./entry-record.js";
import { decide } from "./kernel.js";

const assets = [btc, share, penny];

/** A command before it is known what the account holds: shares of what is there, or more. */
type Draw = {
  kind:
    | "deposit"
    | "withdraw"
    | "hold"
    | "holdAsset"
    | "release"
    | "reverse"
    | "buy"
    | "buyFor"
    | "sell"
    | "sellAll";
  asset: number;
  amount: bigint;
  price: bigint;
  depth: bigint | null;
  feeRate: bigint;
  laterMs: number;
  pick: number;
};

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom(
    ...(["deposit", "deposit", "withdraw", "hold", "holdAsset", "release", "reverse"] as const),
    ...(["buy", "buy", "buyFor", "buyFor", "sell", "sell", "sellAll"] as const),
  ),
  asset: fc.nat({ max: 2 }),
  amount: fc.bigInt({ min: 1n, max: 3_000_000n }),
  price: fc.oneof(fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1_000n, max: 9_000_000n })),
  depth: fc.option(fc.bigInt({ min: 0n, max: 10_000_000n }), { freq: 5 }),
  feeRate: fc.constantFrom(0n, 1n, 1_000n, 9_999n, 1_000_000n),
  laterMs: fc.constantFrom(0, 1, 3_600_000, 40_000_000, -50_000_000),
  pick: fc.nat({ max: 1_000 }),
});

/** Small minimum so that values near a cent are traded; small limits so that they are reached. */
const tight = { ...limits, minOrderValue: 1n, dailyDepositMax: 9_000_000n, dailyWithdrawalMax: 4_000_000n };

function commandOf(book: Book, drawn: Draw, index: number): Command {
  const { kind, amount, pick } = drawn;
  const terms = assets[drawn.asset] ?? btc;
  const id = `id${index}`;
  const quantity = (amount / terms.quantityStep + 1n) * terms.quantityStep;
  switch (kind) {
    case "deposit":
      return deposit(id, amount);
    case "withdraw":
      return withdraw(id, amount);
    case "hold":
      return hold(id, "USD", amount);
    case "holdAsset":
      return hold(id, terms.assetId, amount);
    case "release":
      return release(id, [...book.account.holds.keys()][pick % (book.account.holds.size || 1)] ?? "none");
    case "reverse": {
      const record = book.entries[pick % (book.entries.length || 1)];
      const once = record && !book.entries.some(({ reverses }) => reverses === record.entryId);
      return once
        ? { kind: "reverse", entry: openEntry(record, book.account.balances) }
        : deposit(id, amount);
    }
    case "buy":
      return buy(id, quantity);
    case "buyFor":
      return buyFor(id, amount);
    case "sell":
      return sell(id, quantity);
    case "sellAll":
      return sell(id, quantityOf(book.account, terms.assetId));
  }
}

function contextOf({ asset, price, depth, feeRate }: Draw, nowMs: number): DecisionContext {
  const market = { terms: assets[asset] ?? btc, quote: quoteAt(price, { depth }) };
  return contextAt({ nowMs, limits: { ...tight, feeRate }, market });
}

/** Cash and cost, less realised profit: what was paid in, by invariant 8 with the prices taken out. */
function equity({ account }: Book): bigint {
  return Object.values(account.positions).reduce(
    (sum, { cost, realised }) => sum + cost - realised,
    quantityOf(account, "USD"),
  );
}

function paidIn(entries: readonly EntryRecord[]): bigint {
  const worlds = entries.flatMap(({ postings }) => postings.filter(({ account }) => account === "world"));
  return worlds.reduce((sum, { amount }) => sum - BigInt(amount.replace(".", "")), 0n);
}

function runBook(
  draws: readonly Draw[],
  each: (book: Book, accepted: boolean, context: DecisionContext) => void,
) {
  const book = openBook();
  let nowMs = noonMs;
  draws.forEach((drawn, index) => {
    nowMs += drawn.laterMs;
    const context = contextOf(drawn, nowMs);
    const before = deepFreeze(book.account);
    const bytes = canonicalJson(accountRecord(before));
    const accepted = write(book, commandOf(book, drawn, index), context);
    assert.equal(canonicalJson(accountRecord(before)), bytes, "the account before has changed");
    if (!accepted)
      assert.equal(canonicalJson(accountRecord(book.account)), bytes, "a refusal changed the account");
    each(book, accepted, context);
  });
  return book;
}

/** A failing sequence is made smaller for so long, no longer. */
const interruptAfterTimeLimit = 20_000;
const draws = fc.array(draw, { minLength: 30, maxLength: 120, size: "max" });

describe("kernel over random commands (R-TEST-4)", function () {
  this.timeout(60_000);

  it("keeps every invariant that the audit knows, after every sequence", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(draws, (commands) => {
        const book = runBook(commands, (_, accepted) =>
          seen.set(String(accepted), (seen.get(String(accepted)) ?? 0) + 1),
        );
        for (const { kind } of book.entries) seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const { account, entries, orders } = recordsOf(book);
        assert.deepEqual(audit(account, entries, orders), []);
      }),
      { numRuns: 150, interruptAfterTimeLimit },
    );
    for (const kind of ["deposit", "withdraw", "hold", "release", "fill", "reversal", "true", "false"]) {
      assert.ok((seen.get(kind) ?? 0) > 100, `too few of ${kind}: ${JSON.stringify([...seen])}`);
    }
  });

  it("keeps equity equal to what was paid in plus profit, after every command (invariant 8)", () => {
    fc.assert(
      fc.property(draws, (commands) => {
        runBook(commands, (book) => assert.equal(equity(book), paidIn(book.entries)));
      }),
      { numRuns: 60, interruptAfterTimeLimit },
    );
  });

  it("writes accounts that read back as they are, and decides the same on what was read", () => {
    fc.assert(
      fc.property(draws, draw, (commands, next) => {
        const book = runBook(commands, () => undefined);
        const stored = JSON.parse(JSON.stringify(accountRecord(book.account))) as ReturnType<
          typeof accountRecord
        >;
        const read = readAccount(stored);
        assert.deepEqual(read, book.account);
        const context = contextOf(next, noonMs);
        const command = commandOf(book, next, 9_999);
        assert.deepEqual(decide(read, command, context), decide(book.account, command, context));
      }),
      { numRuns: 60, interruptAfterTimeLimit },
    );
  });

  it("sums to zero over users and house, per asset (invariant 10)", () => {
    fc.assert(
      fc.property(fc.array(draws, { minLength: 2, maxLength: 3 }), (users) => {
        const sums = new Map<string, bigint>();
        for (const commands of users) {
          const book = runBook(commands, () => undefined);
          for (const record of book.entries) {
            for (const { assetId, amount } of openEntry(record, book.account.balances).postings) {
              sums.set(assetId, (sums.get(assetId) ?? 0n) + amount);
            }
          }
        }
        for (const [assetId, sum] of sums) assert.equal(sum, 0n, assetId);
      }),
      { numRuns: 20, interruptAfterTimeLimit },
    );
  });

  it("never pays out more than it took in when prices stand still: no profit out of rounding", () => {
    const trade = fc.record({
      buying: fc.boolean(),
      asset: fc.nat({ max: 2 }),
      steps: fc.bigInt({ min: 1n, max: 500_000n }),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { minLength: 1, maxLength: 60 }),
        fc.bigInt({ min: 1n, max: 99_999n }),
        (trades, price) => {
          const book = openBook();
          write(book, deposit("d", 9_000_000n), contextAt({ limits: tight }));
          for (const [index, { buying, asset, steps }] of trades.entries()) {
            const terms = assets[asset] ?? btc;
            const quantity = steps * terms.quantityStep;
            const context = contextAt({
              limits: { ...tight, feeRate: 0n },
              market: { terms, quote: quoteAt(price) },
            });
            write(book, buying ? buy(`o${index}`, quantity) : sell(`o${index}`, quantity), context);
          }
          for (const [index, terms] of assets.entries()) {
            const left = quantityOf(book.account, terms.assetId);
            const context = contextAt({
              limits: { ...tight, feeRate: 0n },
              market: { terms, quote: quoteAt(price) },
            });
            if (left > 0n) write(book, sell(`all${index}`, left), context);
          }
          const profit = Object.values(book.account.positions).reduce(
            (sum, { realised }) => sum + realised,
            0n,
          );
          assert.ok(profit <= 0n, `made ${profit} cents out of nothing`);
        },
      ),
      { numRuns: 150, interruptAfterTimeLimit },
    );
  });
});
