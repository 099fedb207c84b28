import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { btc, contextAt, limits, marketContext, quoteAt, tickAt } from "../../test/simulation/ground.js";
import { recordsOf, write, type Book } from "../../test/simulation/book.js";
import { audit } from "./audit.js";
import { emptyAccount } from "./account.js";
import type { PlaceCommand } from "./command.js";

const fine = { ...btc, quantityStep: 1n, minQuantity: 1n };
const market = marketContext(fine, quoteAt(31_000_00n));
const bill: PlaceCommand = {
  ...{ kind: "place", orderId: "bill", side: "buy", type: "limit" },
  size: { quantity: 50_000_000n },
  limitPrice: 30_000_00n,
};

function billBook(): Book {
  const book: Book = { account: emptyAccount("ann"), entries: [], orders: [] };
  const open = contextAt({ limits: { ...limits, dailyDepositMax: 10n ** 12n } });
  write(book, { kind: "deposit", requestId: "d", amount: 20_000_00n }, open);
  assert.ok(write(book, bill, market));
  return book;
}

const holdOf = (book: Book) => book.account.orders.get("bill")?.hold ?? 0n;

/** Fills a part at a price. @returns cost, fee, what was released beyond them, hold left */
function fillPart(book: Book, sequence: number, quantity: bigint, price: bigint) {
  const before = holdOf(book);
  const command = {
    kind: "match",
    orderId: "bill",
    ticks: [tickAt(sequence, price)],
    allotment: quantity,
  } as const;
  assert.ok(write(book, command, market));
  const fill = book.entries.at(-1)?.fill;
  const [cost, fee] = [fill?.value, fill?.fee].map((text) => BigInt((text ?? "").replace(".", "")));
  const hold = holdOf(book);
  return { cost, fee, released: before - (cost ?? 0n) - (fee ?? 0n) - hold, hold };
}

describe("vectors of semantics.md, section 9 (R-TRADE-3)", () => {
  it("bill-1: a resting buy holds cost and fee", () => assert.equal(holdOf(billBook()), 15_015_00n));

  it("bill-2 to bill-4: fills round the cumulative figure and end with a hold of exactly zero", () => {
    const book = billBook();
    assert.deepEqual(fillPart(book, 2, 20_000_000n, 29_950_37n), {
      ...{ cost: 5_990_08n, fee: 6_00n, released: 9_92n, hold: 9_009_00n },
    });
    assert.deepEqual(fillPart(book, 3, 13_333_333n, 29_999_99n), {
      ...{ cost: 4_000_00n, fee: 4_00n, released: 0n, hold: 5_005_00n },
    });
    assert.deepEqual(fillPart(book, 4, 16_666_667n, 30_000_00n), {
      ...{ cost: 5_000_00n, fee: 5_00n, released: 0n, hold: 0n },
    });
    assert.equal(book.orders[0]?.status, "filled");
    const { account, entries, orders } = recordsOf(book);
    assert.deepEqual(audit(account, entries, orders), []);
  });

  it("bill-5: a cancel after two fills releases the rest", () => {
    const book = billBook();
    fillPart(book, 2, 20_000_000n, 29_950_37n);
    fillPart(book, 3, 13_333_333n, 29_999_99n);
    assert.ok(write(book, { kind: "cancel", orderId: "bill" }));
    const released = book.entries.at(-1)?.postings.find(({ bucket }) => bucket === "available")?.amount;
    assert.equal(released, "5005.00");
    const { account, entries, orders } = recordsOf(book);
    assert.deepEqual(audit(account, entries, orders), []);
  });
});
