/** Cancelling below the callables: one order, by the kernel, told again where it was cancelled before. */
import { accountView } from "../accounts/account-view.js";
import { cancelledByOwner } from "../ledger/close.js";
import type { OrderChange } from "../ledger/order-record.js";
import { readAccountNow, readOrder } from "../ledger/queries.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { settled } from "../platform/outcome.js";
import type { CancelOutput } from "./contract.js";
import { orderView } from "./order-view.js";

/**
 * @throws DomainError `order_not_found`, or `order_is_closed` where it ended otherwise than by its owner's cancel
 */
export async function cancelOrder(context: Context, uid: string, orderId: string): Promise<CancelOutput> {
  const { limits } = await context.settings();
  const outcome = await context.committer.submit(uid, {
    command: { kind: "cancel", orderId },
    context: { limits },
    request: { kind: "cancel", orderId },
  });
  if (outcome.kind === "rejected" && outcome.rejection.reason === "order_is_closed") {
    return alreadyClosed(context, uid, orderId);
  }
  const { record, account } = settled(outcome);
  return { order: orderView(record as OrderChange), account: accountView(account), replayed: false };
}

/** The first result again, where there was one: an order is cancelled once. */
async function alreadyClosed(context: Context, uid: string, orderId: string): Promise<CancelOutput> {
  const [order, account] = await Promise.all([
    readOrder(context.db, uid, orderId),
    readAccountNow(context.db, uid),
  ]);
  if (!order) throw new DomainError("order_not_found");
  if (order.reason !== cancelledByOwner) {
    throw new DomainError("order_is_closed", { facts: { status: order.status } });
  }
  return { order: orderView(order), account: accountView(account), replayed: true };
}
