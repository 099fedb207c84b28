/**
 * A tick meets a resting order: the mark follows the price, the trigger is tested, and what may trade trades. Ticks
 * are taken in their order and each at most once, whoever brings them and however often.
 */
import { balanceOf, type Account } from "./account.js";
import { closeResting, rejectResting } from "./close.js";
import type { CommandOf, DecisionContext, Tick } from "./command.js";
import { concludeOrder, entryTime, joined, type Decision } from "./conclude.js";
import { openDraft } from "./entry.js";
import { legsIn, openedLegs, pairHold, siblingAfter, siblingOf } from "./legs.js";
import { collarPriceOf, remainingOf, trailingStop, worstPrice, type Order } from "./order.js";
import { reject, type Rejection } from "./rejection.js";
import { heldAsset, positionChange, settle, takenFromAvailable, traded, type Trade } from "./trade.js";

export function decideMatch(
  account: Account,
  { orderId, ticks, allotment }: CommandOf<"match">,
  context: DecisionContext,
): Decision | Rejection {
  const order = account.orders.get(orderId);
  if (!order) return reject("order_is_closed");
  if (order.status === "held") return reject("order_is_held");
  if (!context.market) throw new TypeError("a match is decided with its market");
  const { terms } = context.market;
  if (order.expiresAtMs !== null && entryTime(account, context) >= order.expiresAtMs) {
    return closeResting(account, order, "expired", context);
  }
  if (context.halt) return reject("trading_is_halted", { scope: context.halt });
  if (terms.status === "halted") return reject("asset_is_halted", { assetId: terms.assetId });
  if (terms.status === "delisted" && order.side === "buy") {
    return rejectResting(account, order, "asset_is_delisted", context);
  }
  let decision: Decision | null = null;
  let left = allotment;
  for (const tick of ticks) {
    const now: Account = decision?.account ?? account;
    const resting = now.orders.get(orderId);
    if (!resting) break;
    if (tick.from <= resting.tickSequence) continue;
    const step = meet(now, resting, tick, left, context);
    if (!step) continue;
    decision = decision ? joined(decision, step) : step;
    // The share of the depth is there once, however many ticks it comes with.
    for (const { fill } of step.entries) if (left !== null && fill) left -= fill.quantity;
  }
  return decision ?? reject("not_crossed");
}

/** What one tick makes of the order; null: nothing. */
function meet(
  account: Account,
  order: Order,
  tick: Tick,
  allotment: bigint | null,
  context: DecisionContext,
): Decision | null {
  const { order: triggered, price } = reactionTo(order, tick);
  const left = remainingOf(triggered);
  const quantity = price === null ? 0n : allotment === null || allotment > left ? left : allotment;
  if (triggered === order && quantity === 0n) return null;
  const updatedAtMs = entryTime(account, context);
  const touched = { ...triggered, tickSequence: tick.sequence, updatedAtMs };
  if (price === null || quantity === 0n) {
    return concludeOrder(account, context, openDraft(account), touched, { kind: "hold" });
  }
  return fillResting(account, touched, { quantity, price }, context);
}

/**
 * What an order makes of a tick before anything trades: the order with its mark and trigger (the same object where
 * neither changed), and the price at which it may trade; null: it may not.
 */
export function reactionTo(order: Order, tick: Tick): { order: Order; price: bigint | null } {
  const marked = withMark(order, tick);
  const triggered = withTrigger(marked, tick);
  return { order: triggered, price: tradePrice(triggered, tick, triggered !== marked) };
}

/** Within one tick the mark moves first, then the trigger is tested. */
function withMark(order: Order, { low, high }: Tick): Order {
  const { trail, mark, side, trigger } = order;
  if (trail === null || mark === null || trigger !== "pending") return order;
  const best = side === "sell" ? high : low;
  const moves = side === "sell" ? best > mark : best < mark;
  if (!moves) return order;
  const stopPrice = trailingStop(side, best, trail);
  // What a buy may pay follows its stop down. What it holds stays: it is enough, and a mark moves no money.
  const collarPrice = order.collarPrice === null ? null : collarPriceOf(stopPrice, order.priceScale);
  return { ...order, mark: best, stopPrice, collarPrice };
}

function withTrigger(order: Order, { low, high }: Tick): Order {
  const { stopPrice, side, trigger } = order;
  if (trigger !== "pending" || stopPrice === null) return order;
  const crossed = side === "buy" ? high >= stopPrice : low <= stopPrice;
  return crossed ? { ...order, trigger: "triggered" } : order;
}

/**
 * The price at which the order trades on this tick, never worse than its limit; null: it does not. What a tick
 * touched before it triggered the order does not count, only where the tick ended.
 */
function tradePrice(order: Order, { price, low, high }: Tick, justTriggered: boolean): bigint | null {
  if (order.trigger === "pending") return null;
  const bound = worstPrice(order);
  if (bound === null) return price;
  if (order.side === "buy") {
    if (price <= bound) return price;
    return !justTriggered && low <= bound ? bound : null;
  }
  if (price >= bound) return price;
  return !justTriggered && high >= bound ? bound : null;
}

function fillResting(account: Account, order: Order, trade: Trade, context: DecisionContext): Decision {
  const { order: after, fill } = traded(order, trade);
  const whole = remainingOf(after) === 0n;
  const atMs = order.updatedAtMs;
  const status = whole ? "filled" : "partially_filled";
  const ended: Order = { ...after, status, hold: 0n };
  const sibling = siblingOf(account, order);
  const other = sibling && siblingAfter(sibling, ended, atMs);
  const hold = { before: order.hold + (sibling?.hold ?? 0n), after: pairHold(ended, other) };
  const paying = heldAsset(order);
  const { available } = balanceOf(account, paying.assetId, paying.scale);
  // Rounding of a pair of buys may ask for a cent more than it reserved.
  if (takenFromAvailable(order, fill, hold) > available) {
    return rejectResting(account, order, "insufficient_funds", context);
  }
  const draft = openDraft(account);
  settle(draft, order, fill, hold);
  const legs = whole ? legsIn(account, order.orderId) : [];
  const opening = { price: trade.price, atMs, tickSequence: order.tickSequence };
  const opened = openedLegs(draft, ended, legs, opening);
  const position = positionChange(account, order, fill);
  const next = { ...ended, hold: hold.after };
  const others = [...(other ? [other] : []), ...opened];
  return concludeOrder(account, context, draft, next, { kind: "fill", fill, position }, others);
}
