/** Orders that rest, and what the kernel refuses of them: a row or more a reason, with a twin that differs in one fact and is accepted. */
import type { Account } from "../../src/ledger/account.js";
import type { Command, DecisionContext, PlaceCommand } from "../../src/ledger/command.js";
import { percentScale } from "../../src/ledger/order.js";
import type { RejectionReason } from "../../src/ledger/rejection.js";
import {
  accepted,
  btc,
  buy,
  cancel,
  expire,
  funded,
  limits,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  replace,
  sell,
  tickAt,
} from "./ground.js";

type Inputs = readonly [Account, Command, DecisionContext];
export type RefusalRow = readonly [RejectionReason, string, Inputs, Inputs];

const price = 30_000_00n;
const one = 100_000_000n;
const market = marketContext(btc, quoteAt(price));
const cheap = marketContext(btc, quoteAt(100_00n));
const rich = funded(1_000_000_00n);
/** 1 BTC for 30,000.00 and 30.00 of fee. */
const holder = accepted(rich, buy("o1", one), market).account;

const withTerms = (changes: Partial<typeof btc>) => marketContext({ ...btc, ...changes }, quoteAt(price));
const withQuote = (changes: Parameters<typeof quoteAt>[1]) => marketContext(btc, quoteAt(price, changes));
const withLimits = (changes: Partial<typeof limits>) =>
  marketContext(btc, quoteAt(price), { limits: { ...limits, ...changes } });
const later = (nowMs: number) => marketContext(btc, quoteAt(price), { nowMs });

const limitBuy = (limitPrice: bigint, rest: Partial<PlaceCommand> = {}) =>
  placing("o", ["buy", "limit"], 10_000_000n, { limitPrice, ...rest });
const stopBuy = (stopPrice: bigint) => placing("o", ["buy", "stop"], 10_000_000n, { stopPrice });
const stopSell = (stopPrice: bigint) => placing("o", ["sell", "stop"], 10_000_000n, { stopPrice });
const trailing = (side: "buy" | "sell", trail: PlaceCommand["trail"]) =>
  placing("o", [side, "trailing_stop"], 10_000_000n, trail && { trail });
const bracket = (takeProfit: bigint, stopPrice: bigint, rest: Partial<PlaceCommand> = {}) =>
  limitBuy(29_000_00n, {
    takeProfit: { limitPrice: takeProfit },
    stopLoss: { stopPrice, limitPrice: null },
    ...rest,
  });

const dayMs = 86_400_000;
const untilMs = noonMs + 3_600_000;
/** 0.1 BTC at 29,000.00, resting for an hour; then with a twentieth filled; then over. */
const resting = accepted(
  rich,
  limitBuy(29_000_00n, { timeInForce: "gtd", expiresAtMs: untilMs }),
  market,
).account;
const crossing = tickAt(2, 29_000_00n);
const part = { kind: "match", orderId: "o", ticks: [crossing], allotment: 500_000n } as const;
const partial = accepted(resting, part, market).account;
const over = accepted(resting, cancel("o"), market).account;
/** With legs that wait for it. */
const parent = accepted(rich, bracket(31_000_00n, 28_000_00n), market).account;
const restingStop = accepted(rich, stopBuy(31_000_00n), market).account;
/** 0.1 BTC offered at 31,000.00. */
const offering = accepted(
  holder,
  placing("s", ["sell", "limit"], 10_000_000n, { limitPrice: 31_000_00n }),
  market,
).account;

export const orderRefusals: readonly RefusalRow[] = [
  [
    "insufficient_funds",
    "a limit buy whose hold does not fit by a cent",
    [funded(2_902_89n), limitBuy(29_000_00n), market],
    [funded(2_902_90n), limitBuy(29_000_00n), market],
  ],
  [
    "insufficient_funds",
    "a limit buy on what another order holds",
    [
      accepted(funded(5_805_79n), { ...limitBuy(29_000_00n), orderId: "first" }, market).account,
      limitBuy(29_000_00n),
      market,
    ],
    [
      accepted(funded(5_805_80n), { ...limitBuy(29_000_00n), orderId: "first" }, market).account,
      limitBuy(29_000_00n),
      market,
    ],
  ],
  [
    "insufficient_funds",
    "a stop buy whose collar does not fit",
    [funded(3_180_67n), stopBuy(31_000_00n), market],
    [funded(3_180_68n), stopBuy(31_000_00n), market],
  ],
  [
    "insufficient_funds",
    "a replacement that needs a cent more than is there",
    [
      accepted(funded(2_902_90n), limitBuy(29_000_00n), market).account,
      replace("o", "n", { limitPrice: 29_000_01n }),
      market,
    ],
    [
      accepted(funded(2_902_92n), limitBuy(29_000_00n), market).account,
      replace("o", "n", { limitPrice: 29_000_01n }),
      market,
    ],
  ],
  [
    "insufficient_holdings",
    "a sale of what another order reserves",
    [offering, sell("o", 90_001_000n), market],
    [offering, sell("o", 90_000_000n), market],
  ],
  [
    "insufficient_holdings",
    "a sale of everything where a part is reserved",
    [offering, { ...sell("o", 1n), size: { percent: percentScale } }, market],
    [holder, { ...sell("o", 1n), size: { percent: percentScale } }, market],
  ],
  ...(["everything", "asset", "account"] as const).map((halt): RefusalRow => [
    "trading_is_halted",
    `an order while ${halt} is halted`,
    [rich, buy("o", 100_000n), { ...market, halt }],
    [rich, buy("o", 100_000n), { ...market, halt: null }],
  ]),
  [
    "trading_is_halted",
    "a fill while trading is halted, not a cancel",
    [resting, match("o", crossing), { ...market, halt: "everything" }],
    [resting, cancel("o"), { ...market, halt: "everything" }],
  ],
  [
    "trading_is_halted",
    "a replacement while trading is halted",
    [resting, replace("o", "n"), { ...market, halt: "asset" }],
    [resting, replace("o", "n"), market],
  ],
  [
    "asset_is_halted",
    "a fill of a halted asset",
    [resting, match("o", crossing), withTerms({ status: "halted" })],
    [resting, match("o", crossing), market],
  ],
  [
    "too_many_open_orders",
    "an order that would rest beside too many",
    [resting, { ...limitBuy(28_000_00n), orderId: "p" }, withLimits({ openOrdersMax: 1 })],
    [resting, { ...limitBuy(28_000_00n), orderId: "p" }, withLimits({ openOrdersMax: 2 })],
  ],
  [
    "too_many_open_orders",
    "a bracket whose legs find no room",
    [rich, bracket(31_000_00n, 28_000_00n), withLimits({ openOrdersMax: 2 })],
    [rich, bracket(31_000_00n, 28_000_00n), withLimits({ openOrdersMax: 3 })],
  ],
  [
    "too_many_open_orders",
    "an order that rests, not one that fills at once",
    [resting, { ...limitBuy(28_000_00n), orderId: "p" }, withLimits({ openOrdersMax: 1 })],
    [resting, buy("p", 100_000n), withLimits({ openOrdersMax: 1 })],
  ],
  [
    "price_off_tick",
    "a limit between ticks",
    [rich, limitBuy(29_000_02n), withTerms({ tickSize: 5n })],
    [rich, limitBuy(29_000_05n), withTerms({ tickSize: 5n })],
  ],
  [
    "price_off_tick",
    "a limit of nothing",
    [rich, limitBuy(0n), market],
    [rich, limitBuy(29_000_00n), market],
  ],
  [
    "price_off_tick",
    "a stop between ticks",
    [rich, stopBuy(31_000_02n), withTerms({ tickSize: 5n })],
    [rich, stopBuy(31_000_05n), withTerms({ tickSize: 5n })],
  ],
  [
    "price_off_tick",
    "a trail between ticks",
    [rich, trailing("buy", { amount: 502n }), withTerms({ tickSize: 5n })],
    [rich, trailing("buy", { amount: 505n }), withTerms({ tickSize: 5n })],
  ],
  [
    "price_off_tick",
    "a take profit between ticks",
    [rich, bracket(31_000_02n, 28_000_00n), withTerms({ tickSize: 5n })],
    [rich, bracket(31_000_05n, 28_000_00n), withTerms({ tickSize: 5n })],
  ],
  [
    "price_outside_protection",
    "a buy above the price that it may pay",
    [rich, { ...buy("o", 100_000n), protection: price - 1n }, market],
    [rich, { ...buy("o", 100_000n), protection: price }, market],
  ],
  [
    "price_outside_protection",
    "a sale below the price that it must bring",
    [holder, { ...sell("o", 100_000n), protection: price + 1n }, market],
    [holder, { ...sell("o", 100_000n), protection: price }, market],
  ],
  [
    "limit_too_far",
    "a limit above ten times the quote",
    [rich, limitBuy(1_000_01n), cheap],
    [rich, limitBuy(1_000_00n), cheap],
  ],
  [
    "limit_too_far",
    "a limit below a tenth of the quote",
    [rich, limitBuy(2_999_99n), market],
    [rich, limitBuy(3_000_00n), market],
  ],
  [
    "would_cross_own_order",
    "a limit buy at the own offer",
    [offering, limitBuy(31_000_00n), market],
    [offering, limitBuy(30_999_99n), market],
  ],
  [
    "would_cross_own_order",
    "a market buy at the own offer",
    [offering, buy("o", 100_000n), marketContext(btc, quoteAt(31_000_00n))],
    [offering, buy("o", 100_000n), marketContext(btc, quoteAt(30_999_99n))],
  ],
  [
    "would_cross_own_order",
    "a sale at the own bid",
    [
      accepted(holder, limitBuy(29_000_00n), market).account,
      placing("s", ["sell", "limit"], 10_000_000n, { limitPrice: 29_000_00n }),
      market,
    ],
    [
      accepted(holder, limitBuy(29_000_00n), market).account,
      placing("s", ["sell", "limit"], 10_000_000n, { limitPrice: 29_000_01n }),
      market,
    ],
  ],
  [
    "stop_on_wrong_side",
    "a stop buy at the quote",
    [rich, stopBuy(price), market],
    [rich, stopBuy(price + 1n), market],
  ],
  [
    "stop_on_wrong_side",
    "a stop sale at the quote",
    [holder, stopSell(price), market],
    [holder, stopSell(price - 1n), market],
  ],
  [
    "legs_on_wrong_side",
    "a take profit at the limit",
    [rich, bracket(29_000_00n, 28_000_00n), market],
    [rich, bracket(29_000_01n, 28_000_00n), market],
  ],
  [
    "legs_on_wrong_side",
    "a stop loss at the limit",
    [rich, bracket(31_000_00n, 29_000_00n), market],
    [rich, bracket(31_000_00n, 28_999_99n), market],
  ],
  [
    "legs_on_wrong_side",
    "a sale whose legs are those of a buy",
    [holder, { ...bracket(31_000_00n, 28_000_00n), side: "sell", limitPrice: 30_500_00n }, market],
    [holder, { ...bracket(28_000_00n, 31_000_00n), side: "sell", limitPrice: 30_500_00n }, market],
  ],
  [
    "trail_not_positive",
    "a trail of nothing",
    [rich, trailing("buy", { amount: 0n }), market],
    [rich, trailing("buy", { amount: 1n }), market],
  ],
  [
    "trail_not_positive",
    "a trail of no percent",
    [holder, trailing("sell", { percent: 0n }), market],
    [holder, trailing("sell", { percent: 1n }), market],
  ],
  [
    "trail_too_wide",
    "a trail that leaves no stop",
    [holder, trailing("sell", { amount: price }), market],
    [holder, trailing("sell", { amount: price - 10_00n }), market],
  ],
  [
    "trail_too_wide",
    "a trail of all of the price",
    [holder, trailing("sell", { percent: percentScale }), market],
    [rich, trailing("buy", { percent: percentScale }), market],
  ],
  [
    "fok_cannot_fill",
    "all or nothing where the depth is short",
    [rich, limitBuy(price, { timeInForce: "fok" }), withQuote({ depth: 9_999_000n })],
    [rich, limitBuy(price, { timeInForce: "fok" }), withQuote({ depth: 10_000_000n })],
  ],
  [
    "fok_cannot_fill",
    "all or nothing away from the quote",
    [rich, limitBuy(price - 1n, { timeInForce: "fok" }), market],
    [rich, limitBuy(price, { timeInForce: "fok" }), market],
  ],
  [
    "expiry_is_past",
    "a time that is now",
    [rich, limitBuy(29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs }), market],
    [rich, limitBuy(29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs + 1 }), market],
  ],
  [
    "expiry_too_late",
    "a time beyond 90 days",
    [rich, limitBuy(29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs + 90 * dayMs + 1 }), market],
    [rich, limitBuy(29_000_00n, { timeInForce: "gtd", expiresAtMs: noonMs + 90 * dayMs }), market],
  ],
  ...[cancel("o"), replace("o", "n"), expire("o"), match("o", crossing)].map((command): RefusalRow => [
    "order_is_closed",
    `${command.kind} of an order that is over`,
    [over, command, later(untilMs - 1)],
    [resting, command.kind === "expire" ? cancel("o") : command, later(untilMs - 1)],
  ]),
  [
    "order_is_closed",
    "a replacement of an order whose time is over",
    [resting, replace("o", "n"), later(untilMs)],
    [resting, replace("o", "n", { quantity: 20_000_000n }), later(untilMs - 1)],
  ],
  ...[replace("o.stopLoss", "n"), expire("o.stopLoss"), match("o.stopLoss", tickAt(2, 27_000_00n))].map(
    (command): RefusalRow => [
      "order_is_held",
      `${command.kind} of a leg that waits for its parent`,
      [parent, command, market],
      [parent, cancel("o.stopLoss"), market],
    ],
  ),
  [
    "order_cannot_be_replaced",
    "a stop for an order without one",
    [resting, replace("o", "n", { stopPrice: 31_000_00n }), market],
    [restingStop, replace("o", "n", { stopPrice: 31_000_01n }), market],
  ],
  [
    "order_cannot_be_replaced",
    "a limit for an order without one",
    [restingStop, replace("o", "n", { limitPrice: 31_000_00n }), market],
    [resting, replace("o", "n", { limitPrice: 29_000_01n }), market],
  ],
  [
    "quantity_already_filled",
    "a replacement that asks for what is filled",
    [partial, replace("o", "n", { quantity: 500_000n }), market],
    [partial, replace("o", "n", { quantity: 510_000n }), market],
  ],
  [
    "not_crossed",
    "a tick above the limit",
    [resting, match("o", tickAt(2, 29_000_01n)), market],
    [resting, match("o", tickAt(2, 29_000_01n, 29_000_00n)), market],
  ],
  [
    "not_crossed",
    "a tick that was there before the order",
    [resting, match("o", tickAt(1, 29_000_00n)), market],
    [resting, match("o", tickAt(2, 29_000_00n)), market],
  ],
  [
    "not_expired",
    "an expiry before its time",
    [resting, expire("o"), later(untilMs - 1)],
    [resting, expire("o"), later(untilMs)],
  ],
];
