/** How orders end without being filled: cancelled by their owner, expired, or given up by the system. */
import type { Account } from "./account.js";
import type { CommandOf, DecisionContext } from "./command.js";
import { concludeOrder, entryTime, type Decision } from "./conclude.js";
import { openDraft } from "./entry.js";
import { legsIn, openedLegs, pairHold, siblingOf } from "./legs.js";
import { divide, powerOfTen } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { Order, OrderStatus } from "./order.js";
import { reject, type Rejection } from "./rejection.js";
import { settle } from "./trade.js";

/** Why an order was cancelled by its owner, as its record says it. */
export const cancelledByOwner = "cancelled_by_owner";

export function decideCancel(
  account: Account,
  { orderId }: CommandOf<"cancel">,
  context: DecisionContext,
): Decision | Rejection {
  const order = account.orders.get(orderId);
  if (!order) return reject("order_is_closed", undefined, "orderId");
  return close(account, order, "cancelled", cancelledByOwner, context);
}

/** The order is over when its time is; this command only tidies. */
export function decideExpire(
  account: Account,
  { orderId }: CommandOf<"expire">,
  context: DecisionContext,
): Decision | Rejection {
  const order = account.orders.get(orderId);
  if (!order) return reject("order_is_closed");
  // A leg that is held goes with its parent.
  if (order.status === "held") return reject("order_is_held");
  if (order.expiresAtMs === null || entryTime(account, context) < order.expiresAtMs) {
    return reject("not_expired");
  }
  return closeResting(account, order, "expired", context);
}

export const closeResting = (account: Account, order: Order, status: "expired", context: DecisionContext) =>
  close(account, order, status, "time_is_over", context);

/** An order that was accepted and can't go on. */
export const rejectResting = (account: Account, order: Order, reason: string, context: DecisionContext) =>
  close(account, order, "rejected", reason, context);

/** Releases what is held. A parent opens its legs on what it has filled, or takes them along. */
function close(
  account: Account,
  order: Order,
  status: Extract<OrderStatus, "cancelled" | "expired" | "rejected">,
  reason: string,
  context: DecisionContext,
): Decision {
  const updatedAtMs = entryTime(account, context);
  const ended: Order = { ...order, status, reason, hold: 0n, updatedAtMs };
  const sibling = siblingOf(account, order);
  const hold = {
    before: order.hold + (sibling?.hold ?? 0n),
    after: sibling ? pairHold(sibling, undefined) : 0n,
  };
  const draft = openDraft(account);
  settle(draft, order, null, hold);
  const others = sibling ? [{ ...sibling, hold: hold.after, updatedAtMs }] : [];
  const legs = order.parentId === null ? legsIn(account, order.orderId) : [];
  const opening = { price: averagePrice(order), atMs: updatedAtMs, tickSequence: order.tickSequence };
  const opened = openedLegs(draft, ended, legs, opening);
  return concludeOrder(account, context, draft, ended, { kind: "release" }, [...others, ...opened]);
}

/** What it paid for each unit so far, rounded down to the price's scale; what it asked for where it has no fill. */
function averagePrice(order: Order): bigint {
  const { filledValue, filledQuantity, scale, priceScale, limitPrice, stopPrice } = order;
  if (filledQuantity === 0n) return limitPrice ?? stopPrice ?? 0n;
  return divide(filledValue * powerOfTen(scale + priceScale - settlementScale), filledQuantity, "down");
}
