import assert from "node:assert/strict";
import { openBook, reversalOf, write, type Book } from "../../test/simulation/book.js";
import { buy, deposit, limits, noonMs, quoteAt, sell, share } from "../../test/simulation/ground.js";
import { openEntry } from "../ledger/entry-record.js";
import { quantityOf } from "../ledger/account.js";
import { foldLots, lotMethods, lotsMax, methodFigures, noLots, type AssetLots } from "./lots.js";
import { advance, emptyState } from "./state.js";

const draftsOf = ({ account, entries }: Book) => entries.map((entry) => openEntry(entry, account.balances));
const lotsOf = (book: Book) => advance(emptyState, draftsOf(book)).lots.get(share.assetId) ?? noLots;

/** A book with 1,000,000.00 that trades whole shares; `feeRate` in millionths. */
function trading() {
  const book = openBook();
  const wide = { ...limits, dailyDepositMax: 10n ** 12n, maxOrderValue: 10n ** 12n };
  const context = (price: bigint, feeRate: bigint) => ({
    nowMs: noonMs,
    limits: { ...wide, feeRate },
    market: { terms: share, quote: quoteAt(price) },
  });
  assert.ok(write(book, deposit("funds", 100_000_000n), context(1n, 0n)));
  const trade = (side: typeof buy, quantity: bigint, price: bigint, feeRate = 0n) => {
    const id = `o${book.entries.length}`;
    assert.ok(write(book, side(id, quantity), context(price, feeRate)), id);
    return `order.${id}.1`;
  };
  const reverse = (entryId: string) =>
    assert.ok(write(book, reversalOf(book, entryId), context(1n, 0n)), entryId);
  return { book, trade, reverse };
}

const openLots = ({ books }: AssetLots, method: (typeof lotMethods)[number]) =>
  books[method]?.lots.map(({ quantity, cost }) => [quantity, cost]);
const figures = (lots: AssetLots) =>
  lotMethods.map((method) => {
    const found = methodFigures(lots, method);
    return found && [method, found.cost, found.realised];
  });

describe("lots", () => {
  it("report the vector of the specification by every method (R-TRADE-5)", () => {
    const { book, trade } = trading();
    // Fees of 1.00, 1.00 and 1.50: 1,000 of 1,000.00, 834 of 1,200.00 rounded up, 770 of 1,950.00 rounded up.
    trade(buy, 10n, 10_000n, 1_000n);
    trade(buy, 10n, 12_000n, 833n);
    trade(sell, 15n, 13_000n, 769n);
    assert.deepEqual(
      book.entries.flatMap(({ fill }) => (fill ? [fill.fee] : [])),
      ["1.00", "1.00", "1.50"],
    );
    const lots = lotsOf(book);
    assert.deepEqual(figures(lots), [
      ["fifo", 60_050n, 34_700n],
      ["lifo", 50_050n, 24_700n],
      ["hifo", 50_050n, 24_700n],
    ]);
    assert.deepEqual([lots.quantity, lots.cost, lots.realised], [5n, 55_050n, 29_700n]);
    const value = 5n * 12_500n;
    assert.deepEqual(
      [60_050n, 55_050n, 50_050n].map((cost) => value - cost),
      [2_450n, 7_450n, 12_450n],
    );
  });

  it("take floor(cost x taken / quantity) with a part, and the remainder with the last unit (R-TRADE-5)", () => {
    const { book, trade } = trading();
    trade(buy, 3n, 3_333n, 500n);
    trade(sell, 1n, 4_000n);
    // 99.99 and a fee of 0.05: 100.04, of which a third is 33.34.66…
    assert.deepEqual(openLots(lotsOf(book), "fifo"), [[2n, 6_670n]]);
    trade(sell, 1n, 4_000n);
    assert.deepEqual(openLots(lotsOf(book), "fifo"), [[1n, 3_335n]]);
    trade(sell, 1n, 4_000n);
    const lots = lotsOf(book);
    assert.deepEqual([openLots(lots, "fifo"), lots.quantity, lots.cost], [[], 0n, 0n]);
  });

  it("by HIFO go by the exact cost of a unit, and by age where that is equal (R-TRADE-5)", () => {
    const { book, trade } = trading();
    trade(buy, 3n, 10_000n);
    trade(buy, 5n, 10_000n);
    trade(buy, 7n, 9_999n);
    trade(buy, 1n, 10_001n);
    const order = lotsOf(book).books.hifo?.lots.map(({ quantity }) => quantity);
    assert.deepEqual(order, [7n, 5n, 3n, 1n]);
    trade(sell, 2n, 10_000n);
    assert.deepEqual(openLots(lotsOf(book), "hifo"), [
      [7n, 69_993n],
      [5n, 50_000n],
      [2n, 20_000n],
    ]);
  });

  it("lose the lot of a reversed buy that is untouched, and nothing else (R-TRADE-5)", () => {
    const { book, trade, reverse } = trading();
    trade(buy, 10n, 10_000n);
    const before = figures(lotsOf(book));
    const second = trade(buy, 4n, 12_000n, 1_000n);
    reverse(second);
    assert.deepEqual(figures(lotsOf(book)), before);
  });

  it("take what was sold of a reversed buy from the lots that are next, at their cost (R-TRADE-5)", () => {
    const { book, trade, reverse } = trading();
    const first = trade(buy, 10n, 10_000n);
    trade(buy, 10n, 12_000n);
    trade(sell, 6n, 13_000n);
    reverse(first);
    const lots = lotsOf(book);
    assert.equal(lots.quantity, 4n);
    // FIFO had sold 6 of the first: 4 go with it and 6 of the second, so 4 at 120.00 are left.
    assert.deepEqual(openLots(lots, "fifo"), [[4n, 48_000n]]);
    // LIFO and HIFO had sold 6 of the second: the first goes whole, and 4 at 120.00 are left too.
    assert.deepEqual(openLots(lots, "lifo"), [[4n, 48_000n]]);
    assert.deepEqual(openLots(lots, "hifo"), [[4n, 48_000n]]);
    // Bought at 1,200.00 and sold for 780.00: what is left cost 480.00, so 60.00 is made, whatever the method.
    assert.deepEqual(
      figures(lots).map((row) => row?.slice(1)),
      Array(3).fill([48_000n, 6_000n]),
    );
  });

  it("come back from a reversed sale as they were, by every method (R-TRADE-5)", () => {
    const { book, trade, reverse } = trading();
    for (const price of [10_000n, 12_000n, 11_000n]) trade(buy, 3n, price, 777n);
    const before = lotsOf(book);
    const sale = trade(sell, 5n, 13_000n, 1_000n);
    assert.notDeepEqual(figures(lotsOf(book)), figures(before));
    reverse(sale);
    const after = lotsOf(book);
    for (const method of lotMethods) assert.deepEqual(openLots(after, method), openLots(before, method));
    assert.deepEqual(figures(after), figures(before));
  });

  it("come back as one lot where the sale is too long ago to be remembered (R-TRADE-5)", () => {
    const { book, trade, reverse } = trading();
    trade(buy, 300n, 10_000n);
    const sale = trade(sell, 5n, 13_000n);
    for (let index = 0; index < 101; index++) trade(sell, 1n, 10_000n);
    reverse(sale);
    const lots = lotsOf(book);
    assert.equal(lots.quantity, quantityOf(book.account, share.assetId));
    assert.deepEqual(openLots(lots, "fifo"), [
      [5n, 50_000n],
      [194n, 1_940_000n],
    ]);
  });

  it("are given up by a method above so many, and known again once nothing is held (R-TRADE-5)", () => {
    const { book, trade } = trading();
    trade(buy, 1n, 100n);
    const [, one] = draftsOf(book);
    assert.ok(one);
    const many = Array.from({ length: lotsMax + 1 }, (_, index) => ({
      ...{ ...one, entryId: `order.many${index}.1`, seq: index + 2 },
    }));
    const within = foldLots(noLots, many.slice(1));
    assert.equal(within.books.fifo?.lots.length, lotsMax);
    const above = foldLots(noLots, many);
    assert.deepEqual(figures(above), [null, null, null]);
    assert.equal(above.cost, BigInt(lotsMax + 1) * 100n);
    const all = { ...one, entryId: "order.all.1", seq: lotsMax + 10 };
    const postings = one.postings.map((it) => ({ ...it, amount: -it.amount * BigInt(lotsMax + 1) }));
    const position = { assetId: share.assetId, cost: -above.cost, realised: 5n };
    const empty = foldLots(above, [{ ...all, postings, position }]);
    assert.deepEqual(
      figures(empty),
      lotMethods.map((method) => [method, 0n, 5n]),
    );
  });
});
