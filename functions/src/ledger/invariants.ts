/**
 * The invariants of `semantics.md`, section 7, as far as one decision shows them. They are asserted after every
 * command, in production too: a violation is a bug, and the account is frozen rather than committed.
 */
import type { Account } from "./account.js";
import type { Decision } from "./conclude.js";
import type { EntryDraft } from "./entry.js";
import type { Order } from "./order.js";

export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  constructor(
    readonly invariant: string,
    readonly uid: string,
  ) {
    super(`${invariant} (account ${uid})`);
  }
}

export function assertDecision(before: Account, decision: Decision): void {
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
    const orderFault = orderProblem(order, entries);
    if (orderFault) fail(orderFault);
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

const terminalStatuses = new Set<Order["status"]>(["filled", "cancelled", "expired", "replaced", "rejected"]);

/** Filled is at most the quantity and exactly it when filled; terminal orders hold nothing; figures equal fills. */
function orderProblem(order: Order, entries: readonly EntryDraft[]): string | null {
  if (order.filledQuantity > order.quantity) return "filled quantity is at most the quantity";
  if ((order.status === "filled") !== (order.filledQuantity === order.quantity)) {
    return "an order is filled exactly when its quantity is";
  }
  if (terminalStatuses.has(order.status) && order.hold !== 0n) return "terminal orders hold nothing";
  const fills = entries.flatMap(({ orderId, fill }) => (orderId === order.orderId && fill ? [fill] : []));
  const quantity = fills.reduce((sum, fill) => sum + fill.quantity, 0n);
  const value = fills.reduce((sum, fill) => sum + fill.value, 0n);
  const fee = fills.reduce((sum, fill) => sum + fill.fee, 0n);
  if (quantity !== order.filledQuantity || value !== order.filledValue || fee !== order.fee) {
    return "cost, fee and quantity of an order equal those of its fills";
  }
  return null;
}
