import { balancesView } from "../accounts/account-view.js";
import { decide } from "../ledger/kernel.js";
import { openOrderRecord, orderChange } from "../ledger/order-record.js";
import { remainingOf, worstPrice, type Order } from "../ledger/order.js";
import { feeOn, roundedValue } from "../ledger/pricing.js";
import { readAccountNow } from "../ledger/queries.js";
import { writeCents } from "../ledger/record.js";
import { callable, everyRole } from "../platform/callable.js";
import { rejectionError } from "../platform/errors.js";
import { previewInput, type PreviewOutput } from "./contract.js";
import { marketContext } from "./market-context.js";
import { orderView } from "./order-view.js";
import { placeSubmission } from "./submission.js";

const policy = { name: "orders-preview", roles: everyRole, rateClass: "read", input: previewInput } as const;

/** What placing the order would do now, decided by the same kernel on the account as it is; nothing is written. */
export const preview = callable(policy, async (context, { uid, input }): Promise<PreviewOutput> => {
  const [market, account] = await Promise.all([
    marketContext(context, uid, input.assetId),
    readAccountNow(context.db, uid),
  ]);
  const { command } = placeSubmission(input, market);
  const decision = decide(account, command, { ...market, nowMs: context.clock() });
  if (!decision.accepted) throw rejectionError(decision);
  const [order, ...legs] = decision.orders;
  if (!order) throw new TypeError("an order that is placed is among those that change");
  const { cost, fee } = wholeOf(order);
  return {
    order: orderView(orderChange(order, "preview")),
    legs: legs.map((leg) => orderView(orderChange(leg, "preview"))),
    cost: writeCents(cost),
    fee: writeCents(fee),
    hold: openOrderRecord(order).hold,
    balances: balancesView(decision.account),
  };
});

/** Value and fee of the whole order: of what has filled, and of what rests at its own worst price. */
function wholeOf(order: Order): { cost: bigint; fee: bigint } {
  const rests = order.status === "open" || order.status === "partially_filled";
  const price = worstPrice(order) ?? order.stopPrice ?? 0n;
  const exact = order.exactValue + (rests ? remainingOf(order) * price : 0n);
  const cost = roundedValue(exact, order, order.side);
  return { cost, fee: feeOn(cost, order.feeRate) };
}
