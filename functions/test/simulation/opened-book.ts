import assert from "node:assert/strict";
import type { CommandOf } from "../../src/ledger/command.js";
import { importedOrder } from "../../src/ledger/imported-order.js";
import { noOrders, openingRequest, withOrder } from "../../src/ledger/imported.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { openBook, write, type Book } from "./book.js";
import { btc, buy, contextAt, marketContext, noonMs, penny, quoteAt, sell } from "./ground.js";

export const opening: CommandOf<"open"> = {
  ...{ kind: "open", requestId: "m1", cash: 60_000_00n },
  holdings: [
    { assetId: btc.assetId, scale: btc.scale, quantity: 150_000_000n, cost: 31_000_05n },
    { assetId: penny.assetId, scale: penny.scale, quantity: 7n, cost: 0n },
  ],
};

const past = {
  ...{ assetId: btc.assetId, scale: btc.scale, priceScale: btc.priceScale, quantity: 150_000_000n },
  ...{ limitPrice: 21_000_00n, stopPrice: null, createdAtMs: noonMs - 9e8, endedAtMs: noonMs - 8e8 },
} as const;
const nothing = { filledQuantity: 0n, exactValue: 0n, filledValue: 0n, fee: 0n } as const;

export const importedOrders: readonly OrderRecord[] = [
  importedOrder({
    ...past,
    ...{ orderId: "old1", side: "buy", type: "limit", status: "filled", importedFrom: "orders/1" },
    ...{ filledQuantity: 150_000_000n, exactValue: 150_000_000n * 20_666_70n },
    ...{ filledValue: 31_000_05n, fee: 31_01n },
  }),
  importedOrder({
    ...{ ...past, ...nothing, importedFrom: "orders/2" },
    ...{ orderId: "old2", side: "sell", type: "limit", status: "cancelled" },
  }),
];

/** A book of an account that came with cash, two holdings and two orders, and has traded since. */
export function openedBook(): Book {
  const book = openBook();
  const named = openingRequest(importedOrders.reduce(withOrder, noOrders), opening.holdings);
  assert.ok(write(book, opening, contextAt(), named));
  book.orders.push(...importedOrders);
  const market = marketContext(btc, quoteAt(30_000_01n), { nowMs: noonMs + 1 });
  assert.ok(write(book, sell("o1", 50_000_000n), market));
  assert.ok(write(book, buy("o2", 10_000_000n), market));
  return book;
}
