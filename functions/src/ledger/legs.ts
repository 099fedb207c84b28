/**
 * The legs of a bracket: a take profit and a stop loss on the opposite side of their parent. They are held until
 * the parent ends. Once it has bought (or sold) anything they open on that much and share one hold: what one leg
 * fills, the other loses in the same commit, so together they never exit more than they protect.
 */
import type { Account } from "./account.js";
import type { PlaceCommand } from "./command.js";
import type { Draft } from "./entry.js";
import {
  collarPriceOf,
  holdNeeded,
  isResting,
  oppositeOf,
  remainingOf,
  trailingStop,
  type Order,
} from "./order.js";
import { heldAsset, settle } from "./trade.js";

const nothing = {
  filledQuantity: 0n,
  exactValue: 0n,
  filledValue: 0n,
  fee: 0n,
  hold: 0n,
  entryCount: 0,
  notional: null,
  mark: null,
  collarPrice: null,
  legIds: [],
  replaces: null,
  replacedBy: null,
  reason: null,
} as const;

/** The legs that a command asks for, held, on the quantity of their parent. */
export function legsOf(
  parent: Order,
  { takeProfit, stopLoss }: PlaceCommand,
  until: Pick<Order, "timeInForce" | "expiresAtMs">,
): Order[] {
  const leg = (name: string): Order => ({
    ...parent,
    ...nothing,
    ...until,
    orderId: `${parent.orderId}.${name}`,
    parentId: parent.orderId,
    side: oppositeOf(parent.side),
    type: "limit",
    status: "held",
    trigger: "none",
    limitPrice: null,
    stopPrice: null,
    trail: null,
  });
  const legs: Order[] = [];
  if (takeProfit) legs.push({ ...leg("takeProfit"), limitPrice: takeProfit.limitPrice });
  if (stopLoss && "trail" in stopLoss) {
    legs.push({ ...leg("stopLoss"), type: "trailing_stop", trigger: "pending", trail: stopLoss.trail });
  } else if (stopLoss) {
    const type = stopLoss.limitPrice === null ? "stop" : "stop_limit";
    legs.push({ ...leg("stopLoss"), ...stopLoss, type, trigger: "pending" });
  }
  return legs;
}

/** The legs of a parent that have not ended, in the order in which they were placed. */
export function legsIn(account: Account, parentId: string): Order[] {
  return [...account.orders.values()].filter((order) => order.parentId === parentId);
}

/** The other leg of an open pair. */
export function siblingOf(account: Account, { parentId, orderId }: Order): Order | undefined {
  if (parentId === null) return undefined;
  return legsIn(account, parentId).find((leg) => leg.orderId !== orderId && isResting(leg));
}

/** The hold of a pair: the larger of the two, once. */
export function pairHold(order: Order, sibling: Order | undefined): bigint {
  const own = holdNeeded(order);
  const other = sibling ? holdNeeded(sibling) : 0n;
  return own > other ? own : other;
}

/** Ends legs that hold nothing of their own. */
const endedLegs = (legs: readonly Order[], reason: string, atMs: number): Order[] =>
  legs.map((leg) => ({ ...leg, status: "cancelled", hold: 0n, reason, updatedAtMs: atMs }));

/**
 * Opens the legs of a parent that has ended, as far as it was filled, and reserves for them in the parent's draft.
 * @param price what the parent last filled at: where trailing legs begin
 */
export function openedLegs(
  draft: Draft,
  parent: Order,
  legs: readonly Order[],
  { price, atMs, tickSequence }: { price: bigint; atMs: number; tickSequence: number },
): Order[] {
  const [first] = legs;
  if (!first) return [];
  // While they are held, legs count what the orders that this parent replaced have filled, beyond its quantity.
  const filled = parent.filledQuantity + first.quantity - parent.quantity;
  if (filled === 0n) return endedLegs(legs, "parent_ended", atMs);
  if (first.expiresAtMs !== null && atMs >= first.expiresAtMs) {
    return endedLegs(legs, "time_is_over", atMs).map((leg) => ({ ...leg, status: "expired" }));
  }
  const { assetId } = heldAsset(first);
  const available = draft.balances[assetId]?.available ?? 0n;
  // What a parent bought piece by piece may have been sold meanwhile: only what is there is protected.
  const there = first.side === "sell" && available < filled;
  const quantity = there ? available : filled;
  if (quantity === 0n) return endedLegs(legs, "nothing_to_protect", atMs);
  const opened = legs.map((leg) => openedLeg(leg, quantity, price, atMs, tickSequence));
  const [one, other] = opened as [Order, Order?];
  const hold = pairHold(one, other);
  if (hold > available) {
    const failed = { status: "rejected", reason: "insufficient_funds", updatedAtMs: atMs } as const;
    return legs.map((leg) => ({ ...leg, ...failed }));
  }
  settle(draft, one, null, { before: 0n, after: hold });
  return [{ ...one, hold }, ...(other ? [other] : [])];
}

function openedLeg(leg: Order, quantity: bigint, price: bigint, atMs: number, tickSequence: number): Order {
  const open = { ...leg, status: "open", quantity, tickSequence, updatedAtMs: atMs } as const;
  const stopPrice = leg.trail ? trailingStop(leg.side, price, leg.trail) : leg.stopPrice;
  const unlimited = leg.side === "buy" && leg.limitPrice === null && stopPrice !== null;
  return {
    ...open,
    stopPrice,
    mark: leg.trail ? price : null,
    collarPrice: unlimited ? collarPriceOf(stopPrice, leg.priceScale) : null,
  };
}

/** The other leg after a fill of this one: on what is left, or over. */
export function siblingAfter(sibling: Order, filled: Order, atMs: number): Order {
  const left = remainingOf(filled);
  if (left === 0n) {
    return { ...sibling, status: "cancelled", hold: 0n, reason: "sibling_filled", updatedAtMs: atMs };
  }
  return { ...sibling, quantity: sibling.filledQuantity + left, hold: 0n, updatedAtMs: atMs };
}
