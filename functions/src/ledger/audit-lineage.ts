/** The audit of what an order has from the order before it: a leg from its parent's request, a replacement from what it replaces. */
import { readDecimal } from "../money/amount.js";
import { utcDayMs } from "./account.js";
import { canonicalJson } from "./entry-record.js";
import type { OrderRecord } from "./order-record.js";

type Finding = { record: string; problem: string };

const restingDays = 90;
/** What a replacement keeps, whatever is asked of it. */
const kept = ["assetId", "side", "type", "timeInForce", "scale", "priceScale", "trail", "expiresAt"] as const;
const reasons: Partial<Record<OrderRecord["status"], readonly string[]>> = {
  cancelled: [
    ...["cancelled_by_owner", "depth_exhausted", "not_marketable"],
    ...["parent_ended", "nothing_to_protect", "sibling_filled"],
  ],
  expired: ["time_is_over"],
  replaced: ["replaced"],
  rejected: ["asset_is_delisted", "insufficient_funds"],
};

export function auditLineage(orders: readonly OrderRecord[]): Finding[] {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const legs = legsByParent(orders);
  return orders.flatMap((order) => {
    const root = byId.get(order.groupId);
    const before = order.replaces === null ? undefined : byId.get(order.replaces);
    const after = order.replacedBy === null ? undefined : byId.get(order.replacedBy);
    const faults = [
      ...ownFaults(order, byId, legs),
      ...(root ? rootFaults(order, root) : []),
      ...(before ? replacementFaults(order, before) : []),
    ];
    if (after && after.createdAt !== order.updatedAt)
      faults.push("is replaced at another time than it ended");
    return faults.map((problem) => ({ record: `orders/${order.orderId}`, problem }));
  });
}

type Legs = ReadonlyMap<string, readonly OrderRecord[]>;

function legsByParent(orders: readonly OrderRecord[]): Legs {
  const legs = new Map<string, OrderRecord[]>();
  for (const order of orders) {
    if (order.parentId === null) continue;
    const own = legs.get(order.parentId);
    if (own) own.push(order);
    else legs.set(order.parentId, [order]);
  }
  return legs;
}

function ownFaults(order: OrderRecord, byId: ReadonlyMap<string, OrderRecord>, legs: Legs): string[] {
  const faults: string[] = [];
  const allowed = reasons[order.status];
  const fits = allowed ? allowed.includes(order.reason ?? "") : order.reason === null;
  if (!fits) faults.push("its reason does not go with its status");
  if (!order.legIds.every((id) => byId.get(id)?.groupId === order.groupId)) faults.push("a leg is not there");
  if (!endsWithFamily(order, byId, legs)) faults.push("does not end with the order that ended it");
  if (order.trail && !trails(order)) faults.push("its stop is not where its mark puts it");
  return faults;
}

/** A leg that its parent or its sibling ended has ended in that commit; what found no market ended as it came. */
function endsWithFamily(order: OrderRecord, byId: ReadonlyMap<string, OrderRecord>, legs: Legs): boolean {
  const { reason, parentId, updatedAt, commitId } = order;
  const together = (other: OrderRecord) => other.updatedAt === updatedAt && other.commitId === commitId;
  if (reason === "not_marketable") return order.createdAt === updatedAt;
  if (reason === "sibling_filled") {
    return (legs.get(parentId ?? "") ?? []).some((it) => it.status === "filled" && together(it));
  }
  if (reason !== "parent_ended" && reason !== "nothing_to_protect") return true;
  const parent = byId.get(parentId ?? "");
  return parent !== undefined && together(parent);
}

/** The stop of a trailing order, as far from its mark as the trail says: beyond the exact figure, never before it. */
function trails({ side, trail, mark, stopPrice, priceScale }: OrderRecord): boolean {
  if (!trail || mark === null || stopPrice === null) return mark === null && stopPrice === null;
  const [best, stop] = [readDecimal(mark, priceScale), readDecimal(stopPrice, priceScale)];
  const distance = side === "sell" ? best - stop : stop - best;
  if ("amount" in trail) return distance === readDecimal(trail.amount, priceScale);
  const millionths = best * readDecimal(trail.percent, 4);
  return distance === (millionths + 999_999n) / 1_000_000n;
}

/** How long an order is good was decided when the first of its family was placed; its legs were placed with it. */
function rootFaults(order: OrderRecord, root: OrderRecord): string[] {
  const faults: string[] = [];
  const placedMs = Date.parse(root.createdAt);
  const endMs = order.expiresAt === null ? null : Date.parse(order.expiresAt);
  const dayOf = (atMs: number) => atMs - (atMs % utcDayMs);
  const good = {
    gtc: endMs === dayOf(placedMs + restingDays * utcDayMs),
    day: endMs === dayOf(placedMs) + utcDayMs,
    gtd: endMs !== null && endMs > placedMs && endMs <= placedMs + restingDays * utcDayMs,
    ioc: endMs === null,
    fok: endMs === null,
  };
  for (const field of ["assetId", "scale", "priceScale"] as const) {
    if (order[field] !== root[field]) faults.push(`${field} is not that of its family`);
  }
  if (!good[order.timeInForce]) faults.push("expiresAt is not that of its timeInForce");
  if (order.parentId === null || order.replaces !== null) return faults;
  if (canonicalJson(order.request) !== canonicalJson(root.request))
    faults.push("its request is not that of the order that brought it");
  const together = order.createdAt === root.createdAt && order.acceptedBy === root.acceptedBy;
  if (order.acceptedSeq !== root.acceptedSeq || !together)
    faults.push("is not accepted with the order that brought it");
  return faults;
}

/** A replacement is what the order before it was, but for what was asked. */
function replacementFaults(order: OrderRecord, before: OrderRecord): string[] {
  const faults: string[] = kept.flatMap((field) =>
    canonicalJson(order[field]) === canonicalJson(before[field])
      ? []
      : [`${field} is not that of the order it replaces`],
  );
  const { request, priceScale, scale } = order;
  if (request.orderId !== undefined && request.orderId !== before.orderId)
    faults.push("its request names another order than it replaces");
  const says = (asked: string, text: string | null, decimals: number) =>
    text !== null && (asked === String(readDecimal(text, decimals)) || same(asked, text, decimals));
  for (const field of ["limitPrice", "stopPrice"] as const) {
    if (field === "stopPrice" && order.trail) continue;
    const asked = request[field];
    const fits = asked === undefined ? order[field] === before[field] : says(asked, order[field], priceScale);
    if (!fits) faults.push(`${field} is neither what was asked nor that of the order it replaces`);
  }
  // The quantity of a leg follows its sibling.
  if (order.parentId !== null) return faults;
  const total = readDecimal(order.quantity, scale) + readDecimal(before.filledQuantity, scale);
  const asked = request.quantity;
  const fits =
    asked === undefined
      ? total === readDecimal(before.quantity, scale)
      : asked === String(total) || sameAmount(asked, total, scale);
  if (!fits) faults.push("quantity is not what was left of what was asked");
  return faults;
}

const same = (asked: string, text: string, decimals: number) =>
  sameAmount(asked, readDecimal(text, decimals), decimals);

function sameAmount(asked: string, amount: bigint, decimals: number): boolean {
  try {
    return readDecimal(asked, decimals) === amount;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
