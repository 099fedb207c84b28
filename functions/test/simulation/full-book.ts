import assert from "node:assert/strict";
import { openBook, reversalOf, write, type Book } from "./book.js";
import {
  btc,
  buy,
  buyFor,
  contextAt,
  deposit,
  hold,
  marketContext,
  noonMs,
  penny,
  quoteAt,
  release,
  sell,
  withdraw,
} from "./ground.js";

const at = (minute: number) => noonMs + minute * 60_000;

/** A book with every kind of entry, holds open and released, orders filled and cut short. */
export function fullBook(): Book {
  const book = openBook();
  const yesterday = { nowMs: noonMs - 86_400_000 };
  const bitcoin = (price: bigint, minute: number, depth: bigint | null = null) =>
    marketContext(btc, quoteAt(price, { depth }), { nowMs: at(minute) });
  const pennies = marketContext(penny, quoteAt(12_345n), { nowMs: at(6) });
  const steps: Parameters<typeof write>[] = [
    [book, deposit("d0", 30_000_00n), contextAt(yesterday)],
    [book, deposit("d1", 50_000_00n)],
    [book, buy("o1", 100_000_000n), bitcoin(30_000_01n, 1)],
    [book, sell("o2", 33_333_000n), bitcoin(31_234_57n, 2)],
    [book, buy("o3", 90_000_000n), bitcoin(29_999_99n, 3, 10_000_000n)],
    [book, hold("h1", "USD", 100_00n), contextAt({ nowMs: at(4) })],
    [book, hold("h2", "BTC", 1_000_000n), contextAt({ nowMs: at(4) })],
    [book, release("r1", "h1"), contextAt({ nowMs: at(5) })],
    [book, buyFor("o4", 2_000_00n), pennies],
    [book, withdraw("w1", 1_234_56n), contextAt({ nowMs: at(7) })],
    [book, hold("h3", "USD", 5_00n), contextAt({ nowMs: at(8) })],
  ];
  for (const step of steps) assert.ok(write(...step), `${step[1].kind} was refused`);
  assert.ok(write(book, reversalOf(book, "order.o4.1"), contextAt({ nowMs: at(9) })));
  assert.ok(write(book, reversalOf(book, "request.w1"), contextAt({ nowMs: at(9) })));
  return book;
}
