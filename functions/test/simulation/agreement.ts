/** Holds what the kernel made of resting orders against the oracle, and the end of a simulation against liveness. */
import { isDeepStrictEqual } from "node:util";
import type { DecisionContext, MatchCommand } from "../../src/ledger/command.js";
import type { Decision } from "../../src/ledger/conclude.js";
import { readOpenOrder } from "../../src/ledger/order-record.js";
import { openOnly } from "../../src/ledger/audit-order.js";
import { isClosed, isResting, type Order } from "../../src/ledger/order.js";
import type { Complaint } from "../checker/checker.js";
import type { FinalDocuments } from "../checker/history.js";
import type { Replay, ReplayedStep } from "../checker/replay.js";
import type { Market } from "./market.js";
import { concerns, meetAll, watch, type Traded, type Watched } from "./oracle.js";

/** Follows every order from its placing to its end: each match must do to it what the oracle says, and no more. */
export function oracleComplaints({ steps }: Replay): Complaint[] {
  const complaints: Complaint[] = [];
  const watched = new Map<string, Watched>();
  const exits = new Map<string, { entered: bigint; left: bigint }>();
  for (const step of steps) {
    const { command, outcome, callId } = step;
    const complain = (problem: string) => complaints.push({ about: callId, problem });
    if (command.kind === "match")
      matchProblems(step, command, watched.get(command.orderId)).forEach(complain);
    if (!outcome.accepted) continue;
    if (command.kind === "place" || command.kind === "replace") entryProblems(step).forEach(complain);
    else if (command.kind === "cancel" || command.kind === "expire") {
      if (fillsOf(outcome).length > 0) complain("an order was filled by its end");
    }
    for (const order of outcome.orders) {
      const known = watched.get(order.orderId);
      if (known && isResting(order)) siblingProblems(step, order, known).forEach(complain);
      if (isResting(order)) watched.set(order.orderId, watch(order));
      else watched.delete(order.orderId);
    }
    countExits(outcome, exits).forEach(complain);
  }
  return complaints;
}

const fillsOf = ({ entries }: Decision) =>
  entries.flatMap(({ fill, orderId }) => (fill ? [{ ...fill, orderId }] : []));

/** One match, against what the oracle makes of it. */
function matchProblems(
  { outcome, context, before }: ReplayedStep,
  command: MatchCommand,
  order: Watched | undefined,
): string[] {
  const fills = outcome.accepted ? fillsOf(outcome) : [];
  if (!order) return outcome.accepted ? ["a match changed an order that does not rest"] : [];
  if (isOver(order, context, before.atMs)) {
    const [ended] = outcome.accepted ? outcome.orders : [];
    return ended?.status === "expired" && fills.length === 0 ? [] : ["an order outlived its time"];
  }
  const status = context.market?.terms.status;
  if (status === "halted") return outcome.accepted ? ["a match was taken while its asset is halted"] : [];
  if (status === "delisted" && order.buys) {
    const [ended] = outcome.accepted ? outcome.orders : [];
    return ended?.reason === "asset_is_delisted" && fills.length === 0 ? [] : ["a buy outlived its asset"];
  }
  const { order: after, trades } = meetAll(order, command);
  if (!outcome.accepted)
    return after === order ? [] : [`a match was refused; the oracle says ${told(after, trades)}`];
  const [made] = outcome.orders as [Order];
  // Money is not the oracle's: an order that could not be paid is over.
  if (made.status === "rejected")
    return made.reason === "insufficient_funds" ? [] : ["a match ended an order"];
  const same =
    fills.length === trades.length &&
    trades.every(
      ({ price, quantity }, at) => fills[at]?.price === price && fills[at]?.quantity === quantity,
    ) &&
    made.filledQuantity === after.filled &&
    made.tickSequence === after.seen &&
    (made.trigger === "pending") === after.waits &&
    made.mark === after.best;
  return same ? [] : [`a match made ${told(watch(made), fills)}; the oracle says ${told(after, trades)}`];
}

const isOver = ({ expiresAtMs }: Watched, { nowMs }: DecisionContext, atMs: number) =>
  expiresAtMs !== null && Math.max(nowMs, atMs) >= expiresAtMs;

const told = (order: Watched, trades: readonly Omit<Traded, "tick">[]) =>
  [
    ...trades.map(({ price, quantity }) => `${quantity} at ${price}`),
    `then ${order.filled} of ${order.quantity}, ${order.waits ? "waiting" : "awake"}, best ${order.best}, tick ${order.seen}`,
  ].join(", ");

/** A new order trades at the quote if its limit allows, what the depth covers, or nothing; stops wait. */
function entryProblems({ command, context, before, outcome }: ReplayedStep): string[] {
  const [order] = outcome.accepted ? outcome.orders : [];
  const { quote, terms } = context.market ?? {};
  if (!outcome.accepted || !order || !quote || !terms) return ["an order was taken without a market"];
  const fills = fillsOf(outcome);
  const stops = order.type !== "market" && order.type !== "limit";
  const { limitPrice, side, quantity } = order;
  const fits =
    limitPrice === null || (side === "buy" ? quote.price <= limitPrice : quote.price >= limitPrice);
  const waits = stops || !fits || (command.kind === "replace" && order.parentId !== null);
  const { quantityStep } = terms;
  const covered =
    quote.depth === null || quote.depth >= quantity ? quantity : (quote.depth / quantityStep) * quantityStep;
  const expected = waits ? 0n : covered;
  const traded = fills.reduce((sum, fill) => sum + fill.quantity, 0n);
  if (traded !== expected) return [`an order entered with ${traded} traded, not ${expected}`];
  if (fills.some(({ price }) => price !== quote.price))
    return ["an order entered at another price than the quote"];
  // A stop that stays where it was still waits for the ticks that the order before it had not met.
  const stays = command.kind === "replace" && order.trigger === "pending" && command.stopPrice === undefined;
  const since = stays ? before.orders.get(command.orderId)?.tickSequence : quote.sequence;
  return order.tickSequence === since ? [] : ["an order forgot the tick that it was placed on"];
}

/** Of two open legs one never has more to trade than the other; nothing but a fill of its own fills an order. */
function siblingProblems({ command, outcome }: ReplayedStep, order: Order, known: Watched): string[] {
  if (!outcome.accepted || ("orderId" in command && command.orderId === order.orderId)) return [];
  const same = isDeepStrictEqual({ ...watch(order), quantity: known.quantity }, known);
  if (!same) return ["an order was changed by a command about another"];
  const sibling = outcome.orders.find(
    (it) => it.parentId === order.parentId && it !== order && isResting(it),
  );
  const left = (it: Order) => it.quantity - it.filledQuantity;
  if (order.parentId !== null && sibling && left(sibling) !== left(order))
    return ["two legs protect different amounts"];
  return [];
}

/** Over a family, legs never trade more than their parents have. */
function countExits(
  { orders, entries }: Decision,
  exits: Map<string, { entered: bigint; left: bigint }>,
): string[] {
  for (const { fill, orderId } of entries) {
    const order = orders.find((it) => it.orderId === orderId);
    if (!fill || !order) continue;
    const family = exits.get(order.groupId) ?? { entered: 0n, left: 0n };
    if (order.parentId === null) family.entered += fill.quantity;
    else family.left += fill.quantity;
    exits.set(order.groupId, family);
    if (family.left > family.entered) return ["legs trade more than they protect"];
  }
  return [];
}

/** When everything is over: no order is open past its time, none that the last tick crosses. */
export function livenessComplaints({ orders }: FinalDocuments, market: Market, nowMs: number): Complaint[] {
  return orders.flatMap((record) => {
    const order = readOpenOrder(openOnly(record));
    const about = `orders/${record.orderId}`;
    if (isClosed(order)) return [];
    if (isResting(order) && order.expiresAtMs !== null && order.expiresAtMs <= nowMs) {
      return [{ about, problem: "is still open after its time" }];
    }
    const parent = orders.find(({ orderId }) => orderId === order.parentId);
    if (order.status === "held") {
      const waits = parent && isResting({ status: parent.status });
      return waits ? [] : [{ about, problem: "is held, and its parent is over" }];
    }
    const crossed = concerns(watch(order), market.lastTick(order.assetId));
    return crossed ? [{ about, problem: "is still open, and the last tick crosses it" }] : [];
  });
}
