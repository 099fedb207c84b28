/**
 * Replacing: the old order ends and a new one takes its place in the same commit, with what the old one held. The
 * quantity asked for counts what is filled already: the new order is for the rest. Legs follow their parent, and a
 * leg that is replaced stays beside its sibling.
 */
import type { Account } from "./account.js";
import type { DecisionContext, QuoteTerms, ReplaceCommand } from "./command.js";
import { concludeOrder, entryTime, type Decision } from "./conclude.js";
import { enter } from "./enter.js";
import { openDraft } from "./entry.js";
import { units } from "./facts.js";
import { legsIn, pairHold, siblingOf } from "./legs.js";
import { collarPriceOf, isResting, type Order } from "./order.js";
import { sizeRefusal, tradingProblem } from "./place.js";
import { priceProblem } from "./price-checks.js";
import { reject, type Rejection } from "./rejection.js";
import { balanceOf } from "./account.js";
import { heldAsset, settle } from "./trade.js";

export function decideReplace(
  account: Account,
  command: ReplaceCommand,
  context: DecisionContext,
): Decision | Rejection {
  const old = account.orders.get(command.orderId);
  if (!old) return reject("order_is_closed", undefined, "orderId");
  if (!isResting(old)) return reject("order_is_held", undefined, "orderId");
  if (!context.market) throw new TypeError("a replace command is decided with its market");
  const { terms, quote } = context.market;
  const nowMs = entryTime(account, context);
  if (old.expiresAtMs !== null && nowMs >= old.expiresAtMs)
    return reject("order_is_closed", undefined, "orderId");
  const trading = tradingProblem(old.side, terms, quote, context);
  if (trading) return trading;
  const current = quote as QuoteTerms;
  const field = fieldProblem(old, command);
  if (field) return field;
  const { quantity: total = old.quantity } = command;
  if (total <= old.filledQuantity) {
    return reject("quantity_already_filled", { filled: units(old.filledQuantity, old) }, "quantity");
  }
  const order = successor(account, old, command, total - old.filledQuantity, current, context);
  const { limitPrice, stopPrice } = command;
  const asked = {
    ...{ side: old.side, type: old.type },
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
  const problem =
    priceProblem(asked, terms, current, context.limits) ??
    sizeRefusal(account, order, { size: { quantity: order.quantity } }, terms, current, context.limits);
  if (problem) return problem;
  if (old.parentId !== null) return replaceLeg(account, old, order, context);
  const legs = legsIn(account, old.orderId).map((leg) => ({
    ...leg,
    parentId: order.orderId,
    // What replaced orders have filled stays counted in it.
    quantity: leg.quantity - old.quantity + total,
  }));
  return enter(account, order, legs, old, current, terms, context);
}

/** Which fields the order has at all, and may still change. */
function fieldProblem(old: Order, { quantity, limitPrice, stopPrice }: ReplaceCommand): Rejection | null {
  const cannot = (field: string) => reject("order_cannot_be_replaced", undefined, field);
  if (limitPrice !== undefined && old.limitPrice === null) return cannot("limitPrice");
  const moves = old.type === "stop" || old.type === "stop_limit";
  if (stopPrice !== undefined && (!moves || old.trigger !== "pending")) return cannot("stopPrice");
  if (quantity !== undefined && old.parentId !== null) return cannot("quantity");
  return null;
}

function successor(
  account: Account,
  old: Order,
  { newOrderId, limitPrice, stopPrice }: ReplaceCommand,
  quantity: bigint,
  quote: QuoteTerms,
  context: DecisionContext,
): Order {
  const stop = stopPrice ?? old.stopPrice;
  const atMs = entryTime(account, context);
  return {
    ...old,
    orderId: newOrderId,
    status: "open",
    quantity,
    limitPrice: limitPrice ?? old.limitPrice,
    stopPrice: stop,
    collarPrice: old.collarPrice !== null && stop !== null ? collarPriceOf(stop, old.priceScale) : null,
    filledQuantity: 0n,
    exactValue: 0n,
    filledValue: 0n,
    fee: 0n,
    feeRate: context.limits.feeRate,
    hold: 0n,
    replaces: old.orderId,
    acceptedSeq: account.seq + 1,
    // A stop that stays where it was has yet to meet the ticks that the old order had not.
    tickSequence: old.trigger === "pending" && stopPrice === undefined ? old.tickSequence : quote.sequence,
    entryCount: 0,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
}

/** A leg waits for the next tick also where its new price is met already: its sibling must lose what it fills. */
function replaceLeg(
  account: Account,
  old: Order,
  order: Order,
  context: DecisionContext,
): Decision | Rejection {
  const sibling = siblingOf(account, old);
  const wrong = sibling && wrongSide(order, sibling);
  if (wrong) return wrong;
  const hold = { before: old.hold + (sibling?.hold ?? 0n), after: pairHold(order, sibling) };
  const paying = heldAsset(order);
  const { available } = balanceOf(account, paying.assetId, paying.scale);
  if (hold.after - hold.before > available) return reject("insufficient_funds");
  const draft = openDraft(account);
  settle(draft, order, null, hold);
  const kind = hold.after >= hold.before ? "hold" : "release";
  const { updatedAtMs } = order;
  const replaced = { status: "replaced", reason: "replaced", hold: 0n, replacedBy: order.orderId } as const;
  return concludeOrder(account, context, draft, { ...order, hold: hold.after }, { kind }, [
    { ...old, ...replaced, updatedAtMs },
    ...(sibling ? [{ ...sibling, hold: 0n, updatedAtMs }] : []),
  ]);
}

/** The profit of a pair stays beyond its stop. */
function wrongSide(order: Order, sibling: Order): Rejection | null {
  const [profit, stop] = order.type === "limit" ? [order, sibling] : [sibling, order];
  const { limitPrice } = profit;
  const { stopPrice } = stop;
  if (limitPrice === null || stopPrice === null) return null;
  const apart = order.side === "sell" ? limitPrice > stopPrice : limitPrice < stopPrice;
  if (apart) return null;
  return reject("legs_on_wrong_side", undefined, order.type === "limit" ? "limitPrice" : "stopPrice");
}
