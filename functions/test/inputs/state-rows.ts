/** Well-formed inputs that the caller may not send, or that the state of things refuses. */
import { deposit, invalid, place, setQuote, without, wrongState, type Row } from "./row.js";
import { callables } from "./wire-rows.js";

const denied = { code: "permission-denied", reason: "not_allowed", fields: [] } as const;
const signedOut = { code: "unauthenticated", reason: "sign_in_required", fields: [] } as const;

const closed = Object.keys(callables).filter((callable) => !callables[callable]?.open);

const personRows: Row[] = [
  ...closed.map((callable): Row => ({
    callable,
    title: "comes signed out",
    as: "nobody",
    input: {},
    expected: signedOut,
  })),
  ...closed.map((callable): Row => ({
    ...{ callable, title: "comes from a user without role", as: "roleless", input: {}, expected: denied },
  })),
  {
    ...{ callable: "accounts-get", title: "comes from a user with an unknown role", as: "misnamed" },
    ...{ input: {}, expected: denied },
  },
  {
    ...{ callable: "assets-setQuote", title: "comes from a trader", expected: denied },
    made: ({ active }) => setQuote(active),
  },
];

const bySize = (assetId: string, size: object) => ({
  ...(without(place(assetId), "quantity") as object),
  ...size,
});

const orders: Omit<Row, "callable">[] = [
  {
    ...{ title: "has quantity and notional", expected: invalid("notional", "quantity") },
    made: ({ active }) => ({ ...place(active), notional: "10.00" }),
  },
  {
    ...{ title: "has neither quantity nor notional", expected: invalid("notional", "quantity") },
    made: ({ active }) => bySize(active, {}),
  },
  {
    ...{ title: "sells by notional", expected: invalid("notional") },
    made: ({ active }) => bySize(active, { side: "sell", notional: "10.00" }),
  },
  {
    ...{ title: "buys a halted asset", expected: wrongState("asset_is_halted") },
    made: ({ halted }) => place(halted),
  },
  {
    ...{ title: "sells a halted asset", expected: wrongState("asset_is_halted") },
    made: ({ halted }) => ({ ...place(halted), side: "sell" }),
  },
  {
    ...{ title: "buys a delisted asset", expected: wrongState("asset_is_delisted") },
    made: ({ delisted }) => place(delisted),
  },
  {
    ...{ title: "trades on a stale quote", expected: wrongState("quote_is_stale") },
    made: ({ stale }) => place(stale),
  },
  {
    ...{ title: "trades without a quote", expected: wrongState("quote_is_missing") },
    made: ({ unquoted }) => place(unquoted),
  },
  {
    ...{ title: "trades where nothing is on offer", expected: wrongState("quote_has_no_depth") },
    made: ({ exhausted }) => place(exhausted),
  },
  {
    ...{ title: "has a quantity off the step" },
    expected: { code: "invalid-argument", reason: "quantity_off_step", fields: ["quantity"] },
    made: ({ coarse }) => ({ ...place(coarse), quantity: "0.7" }),
  },
  {
    ...{ title: "is below the asset's minimum", expected: wrongState("quantity_below_minimum", "quantity") },
    made: ({ coarse }) => ({ ...place(coarse), quantity: "0.5" }),
  },
  {
    ...{ title: "is worth too little" },
    expected: wrongState("order_value_below_minimum", "quantity"),
    made: ({ active }) => ({ ...place(active), quantity: "0.0099" }),
  },
  {
    ...{ title: "is worth too much", expected: wrongState("order_value_above_maximum", "quantity") },
    made: ({ active }) => ({ ...place(active), quantity: "1000.00000001" }),
  },
  {
    ...{ title: "is worth far too much", expected: wrongState("order_value_above_maximum", "notional") },
    made: ({ active }) => bySize(active, { notional: `${"9".repeat(20)}.99` }),
  },
  {
    ...{ title: "costs more than there is", expected: wrongState("insufficient_funds") },
    made: ({ active }) => ({ ...place(active), quantity: "500" }),
  },
  {
    ...{ title: "sells more than is held", expected: wrongState("insufficient_holdings") },
    made: ({ active }) => ({ ...place(active), side: "sell", quantity: "500" }),
  },
];
const orderRows = orders.map((row): Row => ({ callable: "orders-place", ...row }));

const quoteRows: Row[] = [
  ["low is above the price", { low: "100.01" }, invalid("low")],
  ["high is below the price", { high: "99.99" }, invalid("high")],
  ["validForMs is zero", { validForMs: 0 }, invalid("validForMs")],
  ["validForMs is over a day", { validForMs: 86_400_001 }, invalid("validForMs")],
  ["validForMs is a fraction", { validForMs: 1.5 }, invalid("validForMs")],
  ["validForMs is a string", { validForMs: "1000" }, invalid("validForMs")],
].map(([title, change, expected]) => ({
  ...{
    callable: "assets-setQuote",
    title: title as string,
    as: "admin",
    expected: expected as Row["expected"],
  },
  made: ({ active }) => ({ ...setQuote(active), ...(change as object) }),
}));

const tickRows = ["price", "low", "high"].map((field): Row => ({
  ...{ callable: "assets-setQuote", title: `${field} is off the tick`, as: "admin" },
  made: ({ coarse }) => ({ ...setQuote(coarse), [field]: "100.01" }),
  expected: { code: "invalid-argument", reason: "price_off_tick", fields: [field] },
}));

const moneyRows: Row[] = [
  {
    ...{ callable: "accounts-deposit", title: "passes the daily limit by a cent" },
    input: { ...deposit, amount: "90000.01" },
    expected: wrongState("daily_deposit_limit_reached"),
  },
  {
    ...{ callable: "accounts-deposit", title: "passes the daily limit by far" },
    input: { ...deposit, amount: `${"9".repeat(20)}.99` },
    expected: wrongState("daily_deposit_limit_reached"),
  },
  {
    ...{ callable: "accounts-withdraw", title: "takes a cent more than there is" },
    input: { ...deposit, amount: "9999.91" },
    expected: wrongState("insufficient_funds"),
  },
  {
    ...{ callable: "accounts-deposit", title: "repeats an id with another amount" },
    input: { requestId: "funds", amount: "1.00" },
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["amount"] },
  },
  {
    ...{ callable: "accounts-withdraw", title: "repeats the id of a deposit" },
    input: { requestId: "funds", amount: "10000.00" },
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["kind"] },
  },
  {
    ...{ callable: "orders-place", title: "repeats an id with another side and quantity" },
    made: ({ active }) => ({ ...place(active), orderId: "first", side: "sell", quantity: "0.2" }),
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["quantity", "side"] },
  },
  {
    ...{ callable: "orders-place", title: "repeats an id by notional" },
    made: ({ active }) => bySize(active, { orderId: "first", notional: "50.00" }),
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["notional", "quantity"] },
  },
];

export const stateRows: readonly Row[] = [
  ...[...personRows, ...orderRows, ...quoteRows, ...tickRows, ...moneyRows],
];
