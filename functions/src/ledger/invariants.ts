/**
 * The invariants of `semantics.md`, section 7, as far as one decision shows them. They are asserted after every
 * command, in production too: a violation is a bug, and the account is frozen rather than committed.
 */
import type { Account } from "./account.js";
import type { DecisionContext } from "./command.js";
import type { Decision } from "./conclude.js";
import type { EntryDraft, Fill } from "./entry.js";
import { isClosed, isResting, remainingOf, worstPrice, type Order } from "./order.js";
import { heldAsset } from "./trade.js";

export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  constructor(
    readonly invariant: string,
    readonly uid: string,
  ) {
    super(`${invariant} (account ${uid})`);
  }
}

export function assertDecision(before: Account, decision: Decision, context: DecisionContext): void {
  const { account, entries, orders } = decision;
  const fail = (invariant: string): never => {
    throw new InvariantViolation(invariant, account.uid);
  };
  if (account.seq !== before.seq + entries.length) fail("sequence numbers have no gap");
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem) fail(problem);
  }
  const problem = balanceProblem(account);
  if (problem) fail(problem);
  for (const order of orders) {
    const fault = orderProblem(before, order, entries, context) ?? familyProblem(account, order);
    if (fault) fail(fault);
  }
}

/** Each entry sums to zero per asset and has at least two postings, none of zero. */
function entryProblem(entry: Pick<EntryDraft, "postings">): string | null {
  const { postings } = entry;
  if (postings.length < 2) return "an entry has at least two postings";
  for (const { assetId, amount } of postings) {
    if (amount === 0n) return "no posting is of zero";
    let sum = 0n;
    for (const other of postings) if (other.assetId === assetId) sum += other.amount;
    if (sum !== 0n) return "an entry sums to zero per asset";
  }
  return null;
}

/** No bucket is negative; held is the sum of holds; a position of zero costs zero, none costs less. */
function balanceProblem(account: Account): string | null {
  const held: Record<string, bigint> = {};
  for (const hold of account.holds.values()) held[hold.assetId] = (held[hold.assetId] ?? 0n) + hold.amount;
  for (const order of account.orders.values()) {
    if (order.hold < 0n) return "no order holds less than nothing";
    const { assetId } = heldAsset(order);
    held[assetId] = (held[assetId] ?? 0n) + order.hold;
  }
  for (const assetId in account.balances) {
    const balance = account.balances[assetId];
    if (!balance) continue;
    if (balance.available < 0n || balance.held < 0n) return "no bucket is ever negative";
    if (balance.held !== (held[assetId] ?? 0n)) return "held equals the sum of the holds";
  }
  for (const assetId in account.positions) {
    const position = account.positions[assetId];
    const balance = account.balances[assetId];
    if (!position) continue;
    if (position.cost < 0n) return "no position costs less than zero";
    const quantity = balance ? balance.available + balance.held : 0n;
    if (quantity === 0n && position.cost !== 0n) return "a position of zero costs zero";
  }
  return null;
}

/** Filled is at most the quantity and exactly it when filled; terminal orders hold nothing; figures equal fills. */
function orderProblem(
  before: Account,
  order: Order,
  entries: readonly EntryDraft[],
  context: DecisionContext,
): string | null {
  if (order.filledQuantity > order.quantity) return "filled quantity is at most the quantity";
  if ((order.status === "filled") !== (order.filledQuantity === order.quantity)) {
    return "an order is filled exactly when its quantity is";
  }
  if (isClosed(order) && order.hold !== 0n) return "terminal orders hold nothing";
  const known = before.orders.get(order.orderId);
  const start = known ?? { filledQuantity: 0n, filledValue: 0n, fee: 0n };
  if (order.filledQuantity < start.filledQuantity) return "filled quantity never falls";
  const fills: Fill[] = [];
  let [quantity, value, fee] = [start.filledQuantity, start.filledValue, start.fee];
  for (const { orderId, fill } of entries) {
    if (orderId !== order.orderId || !fill) continue;
    fills.push(fill);
    quantity += fill.quantity;
    value += fill.value;
    fee += fill.fee;
  }
  if (quantity !== order.filledQuantity || value !== order.filledValue || fee !== order.fee) {
    return "cost, fee and quantity of an order equal those of its fills";
  }
  return fills.length > 0 ? fillProblem(order, known, fills, context) : null;
}

/** No fill is worse than the limit, none before the trigger, none after the order has expired. */
function fillProblem(
  order: Order,
  known: Order | undefined,
  fills: readonly Fill[],
  { nowMs }: DecisionContext,
): string | null {
  const bound = worstPrice(order);
  const worse = (price: bigint) => bound !== null && (order.side === "buy" ? price > bound : price < bound);
  if (fills.some(({ price }) => worse(price))) return "no fill is worse than its limit";
  if (order.trigger === "pending") return "no fill is before its trigger";
  if (known && known.expiresAtMs !== null && nowMs >= known.expiresAtMs) return "no fill is after expiry";
  return null;
}

/** Legs never exit more than they protect: both have the same quantity left, and what they hold is held once. */
function familyProblem(account: Account, { parentId }: Order): string | null {
  if (parentId === null) return null;
  const open: Order[] = [];
  for (const order of account.orders.values()) {
    if (order.parentId === parentId && isResting(order)) open.push(order);
  }
  const [one, other, more] = open;
  if (more) return "an order has two legs at most";
  if (!one || !other) return null;
  if (remainingOf(one) !== remainingOf(other)) return "two open legs have the same quantity left";
  if (one.hold !== 0n && other.hold !== 0n) return "two open legs share one hold";
  return null;
}
