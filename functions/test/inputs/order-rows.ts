/** Orders whose fields do not go together, or that the market, the account or the order's state refuses. */
import {
  absent,
  invalid,
  limit,
  place,
  replacement,
  without,
  wrongState,
  type Expected,
  type Row,
  type World,
} from "./row.js";

type Case = readonly [title: string, input: (world: World) => unknown, expected: Expected];

const typed = (active: string, type: string, more: object) => ({ ...place(active), type, ...more });
const bracket = (active: string, more: object) => ({
  ...limit(active),
  takeProfit: { limitPrice: "60.00" },
  stopLoss: { stopPrice: "40.00" },
  ...more,
});
const badInput = (reason: Expected["reason"], ...fields: string[]): Expected => ({
  ...{ code: "invalid-argument", reason, fields },
});
const later = "2099-01-01T00:00:00Z";

/** Fields that don't go together: each is named. Every one is refused when placing and when previewing. */
const together: Case[] = [
  ["a limit without limitPrice", ({ active }) => typed(active, "limit", {}), invalid("limitPrice")],
  ["a stop without stopPrice", ({ active }) => typed(active, "stop", {}), invalid("stopPrice")],
  [
    "a stop-limit without prices",
    ({ active }) => typed(active, "stop_limit", {}),
    invalid("limitPrice", "stopPrice"),
  ],
  ["a trailing stop without trail", ({ active }) => typed(active, "trailing_stop", {}), invalid("trail")],
  [
    "a market order with limitPrice",
    ({ active }) => ({ ...place(active), limitPrice: "1.00" }),
    invalid("limitPrice", "type"),
  ],
  [
    "a limit with stopPrice",
    ({ active }) => ({ ...limit(active), stopPrice: "60.00" }),
    invalid("stopPrice", "type"),
  ],
  [
    "a limit by notional",
    ({ active }) => ({ ...(without(limit(active), "quantity") as object), notional: "10.00" }),
    invalid("notional", "type"),
  ],
  [
    "a market order good till cancelled",
    ({ active }) => ({ ...place(active), timeInForce: "gtc" }),
    invalid("timeInForce", "type"),
  ],
  [
    "a market order fill or kill",
    ({ active }) => ({ ...place(active), timeInForce: "fok" }),
    invalid("timeInForce", "type"),
  ],
  [
    "a stop that is ioc",
    ({ active }) => typed(active, "stop", { stopPrice: "120.00", timeInForce: "ioc" }),
    invalid("timeInForce", "type"),
  ],
  [
    "a trailing stop that is fok",
    ({ active }) => typed(active, "trailing_stop", { trail: { amount: "1.00" }, timeInForce: "fok" }),
    invalid("timeInForce", "type"),
  ],
  [
    "a bracket that is ioc",
    ({ active }) => bracket(active, { timeInForce: "ioc" }),
    invalid("takeProfit", "timeInForce"),
  ],
  [
    "gtd without expiresAt",
    ({ active }) => ({ ...limit(active), timeInForce: "gtd" }),
    invalid("expiresAt", "timeInForce"),
  ],
  [
    "expiresAt without gtd",
    ({ active }) => ({ ...limit(active), expiresAt: later }),
    invalid("expiresAt", "timeInForce"),
  ],
  [
    "expiresAt that is no time",
    ({ active }) => ({ ...limit(active), timeInForce: "gtd", expiresAt: "tomorrow" }),
    invalid("expiresAt"),
  ],
  [
    "a trail of both kinds",
    ({ active }) => typed(active, "trailing_stop", { trail: { amount: "1.00", percent: "1" } }),
    invalid("trail"),
  ],
  ["an empty trail", ({ active }) => typed(active, "trailing_stop", { trail: {} }), invalid("trail")],
  [
    "a trail of 0 percent",
    ({ active }) => typed(active, "trailing_stop", { trail: { percent: "0" } }),
    invalid("trail.percent"),
  ],
  [
    "a trail of 100 percent",
    ({ active }) => typed(active, "trailing_stop", { trail: { percent: "100" } }),
    invalid("trail.percent"),
  ],
  [
    "a trail of five decimals",
    ({ active }) => typed(active, "trailing_stop", { trail: { percent: "0.00001" } }),
    invalid("trail.percent"),
  ],
  [
    "a trail that is a number",
    ({ active }) => typed(active, "trailing_stop", { trail: { amount: 1 } }),
    invalid("trail.amount"),
  ],
  [
    "a stop loss of stop and trail",
    ({ active }) => bracket(active, { stopLoss: { stopPrice: "40.00", trail: { amount: "1.00" } } }),
    invalid("stopLoss"),
  ],
  ["an empty stop loss", ({ active }) => bracket(active, { stopLoss: {} }), invalid("stopLoss")],
  [
    "a stop loss of trail and limit",
    ({ active }) => bracket(active, { stopLoss: { limitPrice: "40.00", trail: { amount: "1.00" } } }),
    invalid("stopLoss"),
  ],
  [
    "an empty take profit",
    ({ active }) => bracket(active, { takeProfit: {} }),
    invalid("takeProfit.limitPrice"),
  ],
  [
    "an unknown field in a leg",
    ({ active }) => bracket(active, { takeProfit: { limitPrice: "60.00", hold: "0" } }),
    invalid("takeProfit.hold"),
  ],
  [
    "maxPrice on a sale",
    ({ active }) => ({ ...place(active), side: "sell", maxPrice: "1.00" }),
    invalid("maxPrice"),
  ],
  ["minPrice on a buy", ({ active }) => ({ ...place(active), minPrice: "1.00" }), invalid("minPrice")],
  ["maxPrice on a limit", ({ active }) => ({ ...limit(active), maxPrice: "1.00" }), invalid("maxPrice")],
];

/** Well-formed, and refused on the quote of 100.00, the resting limit buy at 50.00, or the account. */
const refused: Case[] = [
  [
    "a limit off the tick",
    ({ coarse }) => ({ ...limit(coarse), limitPrice: "50.01", quantity: "1" }),
    badInput("price_off_tick", "limitPrice"),
  ],
  [
    "a limit with too many decimals",
    ({ active }) => ({ ...limit(active), limitPrice: "50.001" }),
    invalid("limitPrice"),
  ],
  [
    "a leg with too many decimals",
    ({ active }) => bracket(active, { takeProfit: { limitPrice: "60.001" } }),
    invalid("takeProfit.limitPrice"),
  ],
  [
    "a buy limit absurdly high",
    ({ active }) => ({ ...limit(active), limitPrice: "1000.01" }),
    wrongState("limit_too_far", "limitPrice"),
  ],
  [
    "a limit absurdly low",
    ({ active }) => ({ ...limit(active), limitPrice: "9.99" }),
    wrongState("limit_too_far", "limitPrice"),
  ],
  [
    "a buy stop below the quote",
    ({ active }) => typed(active, "stop", { stopPrice: "99.99" }),
    wrongState("stop_on_wrong_side", "stopPrice"),
  ],
  [
    "a sell stop above the quote",
    ({ active }) => typed(active, "stop", { side: "sell", stopPrice: "100.01" }),
    wrongState("stop_on_wrong_side", "stopPrice"),
  ],
  [
    "a sell stop at the quote",
    ({ active }) => typed(active, "stop", { side: "sell", stopPrice: "100.00" }),
    wrongState("stop_on_wrong_side", "stopPrice"),
  ],
  [
    "a take profit below its buy",
    ({ active }) => bracket(active, { takeProfit: { limitPrice: "45.00" } }),
    wrongState("legs_on_wrong_side", "takeProfit.limitPrice"),
  ],
  [
    "a stop loss above its buy",
    ({ active }) => bracket(active, { stopLoss: { stopPrice: "55.00" } }),
    wrongState("legs_on_wrong_side", "stopLoss.stopPrice"),
  ],
  [
    "a trail wider than the price",
    ({ active }) => typed(active, "trailing_stop", { side: "sell", trail: { amount: "100.00" } }),
    wrongState("trail_too_wide", "trail.amount"),
  ],
  [
    "a buy whose maxPrice is below the quote",
    ({ active }) => ({ ...place(active), maxPrice: "99.99" }),
    wrongState("price_outside_protection", "maxPrice"),
  ],
  [
    "a sale whose minPrice is above the quote",
    ({ active }) => ({ ...place(active), side: "sell", minPrice: "100.01" }),
    wrongState("price_outside_protection", "minPrice"),
  ],
  [
    "a limit that is fok and does not cross",
    ({ active }) => ({ ...limit(active), timeInForce: "fok" }),
    wrongState("fok_cannot_fill"),
  ],
  [
    "a sale that meets the own resting buy",
    ({ active }) => ({ ...limit(active), side: "sell", limitPrice: "50.00" }),
    wrongState("would_cross_own_order"),
  ],
  [
    "expiresAt in the past",
    ({ active }) => ({ ...limit(active), timeInForce: "gtd", expiresAt: "2026-01-01T00:00:00Z" }),
    badInput("expiry_is_past", "expiresAt"),
  ],
  [
    "expiresAt far away",
    ({ active }) => ({ ...limit(active), timeInForce: "gtd", expiresAt: later }),
    badInput("expiry_too_late", "expiresAt"),
  ],
  [
    "a limit buy of more than there is",
    ({ active }) => ({ ...limit(active), quantity: "500" }),
    wrongState("insufficient_funds"),
  ],
  [
    "a limit sale of more than is held",
    ({ active }) => ({ ...limit(active), side: "sell", limitPrice: "150.00", quantity: "500" }),
    wrongState("insufficient_holdings"),
  ],
];

const changes: [callable: string, ...Case][] = [
  ["orders-cancel", "of an unknown order", () => ({ orderId: "unknown" }), absent("order_not_found")],
  [
    "orders-cancel",
    "of another user's order",
    ({ otherOrderId }) => ({ orderId: otherOrderId }),
    absent("order_not_found"),
  ],
  ["orders-cancel", "of a filled order", () => ({ orderId: "first" }), wrongState("order_is_closed")],
  [
    "orders-replace",
    "of an unknown order",
    () => ({ ...replacement, orderId: "unknown", quantity: "1" }),
    absent("order_not_found"),
  ],
  [
    "orders-replace",
    "of a filled order",
    () => ({ ...replacement, orderId: "first", quantity: "1" }),
    wrongState("order_is_closed", "orderId"),
  ],
  [
    "orders-replace",
    "of a leg that is held",
    () => ({ ...replacement, orderId: "bracket.takeProfit", limitPrice: "61.00" }),
    wrongState("order_is_held", "orderId"),
  ],
  ["orders-replace", "of nothing", () => replacement, invalid("limitPrice", "quantity", "stopPrice")],
  [
    "orders-replace",
    "by itself",
    () => ({ ...replacement, newOrderId: "resting", quantity: "1" }),
    invalid("newOrderId"),
  ],
  [
    "orders-replace",
    "with a stop that it does not have",
    () => ({ ...replacement, stopPrice: "120.00" }),
    wrongState("order_cannot_be_replaced", "stopPrice"),
  ],
  [
    "orders-replace",
    "with a limit absurdly far",
    () => ({ ...replacement, limitPrice: "9.99" }),
    wrongState("limit_too_far", "limitPrice"),
  ],
  [
    "orders-replace",
    "with more than there is",
    () => ({ ...replacement, quantity: "500" }),
    wrongState("insufficient_funds"),
  ],
  [
    "orders-close",
    "by quantity and percent",
    ({ active }) => ({ orderId: "never-made", assetId: active, quantity: "1", percent: "1" }),
    invalid("percent", "quantity"),
  ],
  [
    "orders-close",
    "by neither",
    ({ active }) => ({ orderId: "never-made", assetId: active }),
    invalid("percent", "quantity"),
  ],
  [
    "orders-close",
    "by 101 percent",
    ({ active }) => ({ orderId: "never-made", assetId: active, percent: "101" }),
    invalid("percent"),
  ],
  [
    "orders-close",
    "of what is not held",
    ({ coarse }) => ({ orderId: "never-made", assetId: coarse, quantity: "1" }),
    wrongState("insufficient_holdings"),
  ],
  [
    "orders-close",
    "of an unknown asset",
    () => ({ orderId: "never-made", assetId: "NO-SUCH", percent: "50" }),
    absent("asset_not_found", "assetId"),
  ],
  ["orders-preview", "of an unknown asset", () => place("NO-SUCH"), absent("asset_not_found", "assetId")],
  ["orders-cancelAll", "with a list of assets", () => ({ assetId: ["BTC"] }), invalid("assetId")],
];

const placing = [...together, ...refused];

export const orderRows: readonly Row[] = [
  ...["orders-place", "orders-preview"].flatMap((callable) =>
    placing.map(([title, made, expected]): Row => ({ callable, title: `is ${title}`, made, expected })),
  ),
  ...changes.map(([callable, title, made, expected]): Row => ({ callable, title, made, expected })),
];
