import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  accepted,
  btc,
  contextAt,
  funded,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  tickAt,
} from "../../test/simulation/ground.js";
import type { Decision } from "./conclude.js";
import { assertDecision } from "./invariants.js";
import type { Order } from "./order.js";

const market = marketContext(btc, quoteAt(30_000_00n));
const untilMs = noonMs + 1_000;
const bracket = placing("p", ["buy", "limit"], 10_000_000n, {
  ...{ limitPrice: 29_000_00n, timeInForce: "gtd", expiresAtMs: untilMs },
  ...{ takeProfit: { limitPrice: 31_000_00n }, stopLoss: { stopPrice: 28_000_00n, limitPrice: null } },
});
const before = accepted(funded(50_000_00n), bracket, market).account;
const tick = { kind: "match", orderId: "p", ticks: [tickAt(2, 29_000_00n)], allotment: 4_000_000n } as const;
const part = accepted(before, tick, market);
const more = accepted(part.account, { ...tick, ticks: [tickAt(3, 29_000_00n)] }, market);
const whole = accepted(before, match("p", tickAt(2, 29_000_00n)), market);

/** The decision with one of its orders changed, there and in the account. */
function withOrder(
  { account, orders, ...rest }: Decision,
  orderId: string,
  change: Partial<Order>,
): Decision {
  const changed = orders.map((order) => (order.orderId === orderId ? { ...order, ...change } : order));
  const kept = new Map(account.orders);
  for (const order of changed) if (kept.has(order.orderId)) kept.set(order.orderId, order);
  return { ...rest, orders: changed, account: { ...account, orders: kept } };
}
const [profit, loss] = ["p.takeProfit", "p.stopLoss"];
const third = { ...(whole.account.orders.get(loss) as Order), orderId: "p.third" };
const crowded = { ...whole.account, orders: new Map(whole.account.orders).set("p.third", third) };
const held = (whole.account.balances.BTC ?? { scale: 8, available: 0n, held: 0n }).held;

const rows: [string, typeof before, Decision][] = [
  ["at most the quantity", before, withOrder(part, "p", { quantity: 3_999_999n })],
  ["exactly when its quantity", before, withOrder(part, "p", { status: "filled" })],
  ["filled quantity never falls", part.account, withOrder(more, "p", { filledQuantity: 3_000_000n })],
  ["hold nothing", before, withOrder(whole, "p", { hold: 1n })],
  ["less than nothing", before, withOrder(part, "p", { hold: -1n })],
  ["sum of the holds", before, withOrder(part, "p", { hold: 1n })],
  ["equal those of its fills", before, withOrder(part, "p", { fee: 1n })],
  ["equal those of its fills", before, withOrder(part, "p", { filledValue: 1n })],
  [
    "equal those of its fills",
    before,
    { ...part, entries: [], account: { ...part.account, seq: before.seq } },
  ],
  ["worse than its limit", before, withOrder(part, "p", { limitPrice: 28_999_99n })],
  ["before its trigger", before, withOrder(part, "p", { trigger: "pending" })],
  [
    "share one hold",
    before,
    {
      ...withOrder(whole, loss, { hold: 1n }),
      account: {
        ...withOrder(whole, loss, { hold: 1n }).account,
        balances: { ...whole.account.balances, BTC: { scale: 8, available: 0n, held: held + 1n } },
      },
    },
  ],
  ["same quantity left", before, withOrder(whole, profit, { quantity: 9_000_000n })],
  ["two legs at most", before, { ...whole, account: crowded }],
];

describe("invariants of orders (R-TEST-4)", () => {
  it("hold for the decisions of the kernel", () => {
    for (const decision of [part, whole]) assert.doesNotThrow(() => assertDecision(before, decision, market));
  });

  for (const [invariant, start, decision] of rows) {
    it(`catch a decision that breaks "${invariant}"`, () => {
      assert.throws(() => assertDecision(start, decision, market), new RegExp(invariant));
    });
  }

  it("catch a fill after expiry, from the very moment", () => {
    assert.doesNotThrow(() => assertDecision(before, part, contextAt({ nowMs: untilMs - 1 })));
    assert.throws(() => assertDecision(before, part, contextAt({ nowMs: untilMs })), /after expiry/);
  });
});
