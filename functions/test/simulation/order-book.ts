/** A book of orders that rest, are part of a bracket, replaced, triggered, expired, and end in every way. */
import assert from "node:assert/strict";
import type { Command, PlaceCommand } from "../../src/ledger/command.js";
import { openBook, write, type Book } from "./book.js";
import {
  btc,
  buy,
  cancel,
  contextAt,
  deposit,
  expire,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  replace,
  tickAt,
} from "./ground.js";

const price = 30_000_00n;
const tenth = 10_000_000n;
const hourMs = 3_600_000;

const limitBuy = (orderId: string, limitPrice: bigint, rest: Partial<PlaceCommand> = {}) =>
  placing(orderId, ["buy", "limit"], tenth, { limitPrice, ...rest });
const stopLoss = (stopPrice: bigint) => ({ stopLoss: { stopPrice, limitPrice: null } });
const takeProfit = (limitPrice: bigint) => ({ takeProfit: { limitPrice } });
const part = (orderId: string, sequence: number, at: bigint, allotment: bigint): Command => ({
  ...{ kind: "match", orderId, ticks: [tickAt(sequence, at)], allotment },
});

type Step = Command | readonly [Command, number];

/** Commands a minute apart, at a quote that stands still; each must be accepted. */
const subjects: Readonly<Record<string, readonly Step[]>> = {
  replaced: [
    // A limit buy that fills in parts and is cancelled; one that rests to the end.
    limitBuy("parts", 29_500_00n),
    part("parts", 2, 29_400_00n, 1_234_567n),
    part("parts", 3, 29_499_99n, 2_000_000n),
    cancel("parts"),
    limitBuy("rests", 29_000_00n, { timeInForce: "day" }),
    // Replaced twice, partly filled in between, then filled.
    limitBuy("first", 29_300_00n),
    replace("first", "second", { quantity: 20_000_000n }),
    part("second", 4, 29_300_00n, 5_000_000n),
    replace("second", "third", { limitPrice: 29_350_00n, quantity: 15_000_000n }),
    match("third", tickAt(5, 29_350_00n)),
    limitBuy("same", 29_100_00n),
    replace("same", "again"),
  ],
  triggered: [
    // Stops: one is triggered and fills, one rests at its collar, a stop-limit rests through a gap.
    placing("stop", ["sell", "stop"], tenth, { stopPrice: 29_800_00n }),
    match("stop", tickAt(6, 29_700_00n, 29_650_00n, 30_000_00n)),
    placing("collar", ["buy", "stop"], tenth, { stopPrice: 30_100_00n }),
    match("collar", tickAt(7, 33_000_00n)),
    placing("gap", ["sell", "stop_limit"], tenth, { stopPrice: 29_900_00n, limitPrice: 29_850_00n }),
    match("gap", tickAt(8, 29_000_00n)),
    cancel("gap"),
    // A trailing sell that follows the price and fires; a trailing buy that rests.
    placing("trail", ["sell", "trailing_stop"], tenth, { trail: { percent: 10_000n } }),
    match("trail", tickAt(9, 31_000_00n)),
    match("trail", tickAt(10, 30_600_00n)),
    placing("mirror", ["buy", "trailing_stop"], tenth, { trail: { amount: 250_00n } }),
    match("mirror", tickAt(11, 29_950_00n)),
  ],
  bracketed: [
    // At once, after a part, cancelled before and after a part, replaced.
    { ...buy("market", tenth), ...takeProfit(31_000_00n), ...stopLoss(29_000_00n) },
    part("market.takeProfit", 12, 31_000_00n, 3_000_000n),
    match("market.stopLoss", tickAt(13, 28_900_00n)),
    limitBuy("waits", 29_200_00n, { ...takeProfit(31_000_00n), ...stopLoss(28_000_00n) }),
    limitBuy("fills", 29_250_00n, { ...takeProfit(31_500_00n), stopLoss: { trail: { amount: 400_00n } } }),
    match("fills", tickAt(14, 29_250_00n)),
    replace("fills.takeProfit", "better", { limitPrice: 32_000_00n }),
  ],
  "bracketed and ended": [
    limitBuy("unfilled", 29_200_00n, { ...takeProfit(31_000_00n), ...stopLoss(28_000_00n) }),
    cancel("unfilled"),
    limitBuy("half", 29_200_00n, { ...takeProfit(31_000_00n), ...stopLoss(28_000_00n) }),
    part("half", 15, 29_200_00n, 4_000_000n),
    cancel("half"),
    cancel("half.takeProfit"),
    limitBuy("moved", 29_200_00n, stopLoss(28_000_00n)),
    replace("moved", "onward", { limitPrice: 29_150_00n }),
    placing("short", ["sell", "limit"], tenth, {
      ...{ limitPrice: 30_500_00n, ...takeProfit(29_700_00n), ...stopLoss(30_900_00n) },
    }),
    match("short", tickAt(16, 30_500_00n)),
  ],
  over: [
    // Immediate ones that find nothing or all.
    limitBuy("nothing", 29_000_00n, { timeInForce: "ioc" }),
    limitBuy("all", 30_000_00n, { timeInForce: "fok" }),
    // Expired: tidied, and met by a tick too late.
    limitBuy("tidied", 29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs + 2 * hourMs }),
    limitBuy("late", 29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs + 2 * hourMs }),
    [expire("tidied"), noonMs + 2 * hourMs],
    [match("late", tickAt(17, 28_000_00n)), noonMs + 2 * hourMs + 1],
  ],
};
export const orderSubjects = Object.keys(subjects);

/** @param names which subjects; all in one book where none is named */
export function orderBook(...names: readonly string[]): Book {
  const steps = (names.length > 0 ? names : orderSubjects).flatMap((name) => subjects[name] ?? []);
  const book = openBook();
  const yesterday = { nowMs: noonMs - 86_400_000 };
  assert.ok(write(book, deposit("d0", 99_000_00n), contextAt(yesterday)));
  assert.ok(write(book, deposit("d1", 99_000_00n)));
  [buy("stock", 100_000_000n), ...steps].forEach((step, minute) => {
    const [command, nowMs] = "kind" in step ? [step, noonMs + minute * 60_000] : step;
    const context = marketContext(btc, quoteAt(price), { nowMs });
    const name = "orderId" in command ? command.orderId : "";
    assert.ok(write(book, command, context), `${command.kind} ${name} was refused`);
  });
  return book;
}
