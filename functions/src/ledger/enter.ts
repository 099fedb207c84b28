/** An order enters the market: it trades what it can at the current quote, and rests or ends with what is left. */
import type { TradableTerms } from "../money/asset.js";
import { settlementAssetId } from "../money/asset.js";
import { balanceOf, type Account } from "./account.js";
import type { DecisionContext, QuoteTerms } from "./command.js";
import { concludeOrder, type Decision } from "./conclude.js";
import { openDraft, type Fill } from "./entry.js";
import { cents, units } from "./facts.js";
import { openedLegs } from "./legs.js";
import { holdNeeded, isClosed, isResting, remainingOf, type Order } from "./order.js";
import { reject, type Rejection } from "./rejection.js";
import { heldAsset, positionChange, settle, takenFromAvailable, traded } from "./trade.js";

/**
 * @param replaced the order whose place it takes: its hold passes over, it ends in the same commit
 */
export function enter(
  account: Account,
  order: Order,
  legs: readonly Order[],
  replaced: Order | null,
  quote: QuoteTerms,
  terms: TradableTerms,
  context: DecisionContext,
): Decision | Rejection {
  const crossing = crossedOwnOrder(account, order, replaced, quote);
  if (crossing) return reject("would_cross_own_order", { orderId: crossing.orderId });
  const quantity = tradable(order, quote, terms);
  const immediate = order.type === "market" || order.timeInForce === "ioc" || order.timeInForce === "fok";
  if (quantity === 0n && order.type === "market") return reject("quote_has_no_depth");
  if (order.timeInForce === "fok" && quantity < order.quantity) return reject("fok_cannot_fill");
  const trade = quantity > 0n ? traded(order, { quantity, price: quote.price }) : null;
  const fill = trade?.fill ?? null;
  const next = placed(trade?.order ?? order, immediate);
  const hold = { before: replaced?.hold ?? 0n, after: holdNeeded(next) };
  const short = shortfall(account, order, fill, hold);
  if (short) return short;
  // The legs of an order that is replaced are there already.
  const rests = (isResting(next) ? 1 : 0) + (replaced ? -1 : legs.length);
  if (rests > 0 && account.orders.size + rests > context.limits.openOrdersMax) {
    return reject("too_many_open_orders", { maximum: String(context.limits.openOrdersMax) });
  }
  const draft = openDraft(account);
  settle(draft, order, fill, hold);
  const opening = { price: quote.price, atMs: order.updatedAtMs, tickSequence: quote.sequence };
  const family = isClosed(next) ? openedLegs(draft, next, legs, opening) : legs;
  const others = [...(replaced ? [ended(replaced, next)] : []), ...family];
  const subject = fill
    ? ({ kind: "fill", fill, position: positionChange(account, order, fill) } as const)
    : ({ kind: hold.after >= hold.before ? "hold" : "release" } as const);
  return concludeOrder(account, context, draft, { ...next, hold: hold.after }, subject, others);
}

/** What the order may trade at once: all of it, what the depth covers on the asset's step, or nothing. */
function tradable(order: Order, { price, depth }: QuoteTerms, { quantityStep }: TradableTerms): bigint {
  const { type, side, limitPrice, quantity } = order;
  if (type !== "market" && type !== "limit") return 0n;
  if (limitPrice !== null && (side === "buy" ? price > limitPrice : price < limitPrice)) return 0n;
  if (depth === null || depth >= quantity) return quantity;
  return depth - (depth % quantityStep);
}

function placed(order: Order, immediate: boolean): Order {
  if (remainingOf(order) === 0n) return { ...order, status: "filled" };
  const filled = order.filledQuantity > 0n;
  if (!immediate) return { ...order, status: filled ? "partially_filled" : "open" };
  return { ...order, status: "cancelled", reason: filled ? "depth_exhausted" : "not_marketable" };
}

/** The owner's resting order that this one would trade with: a wash is no trade. */
function crossedOwnOrder(
  account: Account,
  { side, type, assetId, limitPrice }: Order,
  replaced: Order | null,
  quote: QuoteTerms,
): Order | undefined {
  if (type !== "market" && type !== "limit") return undefined;
  const price = limitPrice ?? quote.price;
  for (const other of account.orders.values()) {
    if (other.assetId !== assetId || other.side === side || other.orderId === replaced?.orderId) continue;
    if (!isResting(other) || other.trigger === "pending" || other.limitPrice === null) continue;
    if (side === "buy" ? price >= other.limitPrice : price <= other.limitPrice) return other;
  }
  return undefined;
}

/** A sale needs all of its quantity, also where the depth covers a part only. */
function shortfall(
  account: Account,
  order: Order,
  fill: Fill | null,
  hold: { before: bigint; after: bigint },
): Rejection | null {
  const paying = heldAsset(order);
  const { available } = balanceOf(account, paying.assetId, paying.scale);
  const needed = order.side === "sell" ? order.quantity - hold.before : takenFromAvailable(order, fill, hold);
  if (needed <= available) return null;
  return paying.assetId === settlementAssetId
    ? reject("insufficient_funds", { needed: cents(needed), available: cents(available) })
    : reject("insufficient_holdings", { needed: units(needed, paying), available: units(available, paying) });
}

const ended = (replaced: Order, { orderId, updatedAtMs }: Order): Order => ({
  ...replaced,
  status: "replaced",
  reason: "replaced",
  hold: 0n,
  replacedBy: orderId,
  updatedAtMs,
});
