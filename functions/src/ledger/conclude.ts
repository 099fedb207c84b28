/** The last step that every decision shares: the draft becomes the next account and its entry. */
import { utcDay, type Account } from "./account.js";
import type { DecisionContext } from "./command.js";
import type { Draft, EntryDraft, PositionChange } from "./entry.js";
import { isClosed, type Order } from "./order.js";

export type Decision = {
  readonly accepted: true;
  readonly account: Account;
  /** None where nothing moved: an order may change without money. */
  readonly entries: readonly EntryDraft[];
  /** Orders that are new or changed, each once; the one that the command is about comes first. */
  readonly orders: readonly Order[];
};

type Subject = Pick<EntryDraft, "entryId" | "kind"> &
  Partial<Pick<EntryDraft, "orderId" | "requestId" | "reverses" | "releases" | "fill" | "position">>;

/** Entries of an account never go back in time, whatever the clocks of its writers say. */
export function entryTime(account: Account, context: DecisionContext): number {
  return Math.max(context.nowMs, account.atMs);
}

/** Makes the decision of one entry. `changes` are parts of the account that balances and position do not tell. */
export function conclude(
  account: Account,
  context: DecisionContext,
  draft: Draft,
  subject: Subject,
  changes: Partial<Pick<Account, "holds" | "daily">> = {},
  orders: readonly Order[] = [],
): Decision {
  const atMs = entryTime(account, context);
  const seq = account.seq + 1;
  const entry: EntryDraft = {
    orderId: null,
    requestId: null,
    reverses: null,
    releases: null,
    fill: null,
    position: null,
    ...subject,
    seq,
    atMs,
    postings: draft.postings,
  };
  return {
    accepted: true,
    account: {
      ...account,
      ...changes,
      balances: draft.balances,
      positions: entry.position ? withPosition(account, entry.position) : account.positions,
      orders: orders.length > 0 ? withOrders(account, orders) : account.orders,
      seq,
      atMs,
    },
    entries: [entry],
    orders,
  };
}

/**
 * Concludes a change of an order, with an entry called after it where money moved.
 * @param order as it becomes, its entry not yet counted
 * @param others orders of its family that change with it
 */
export function concludeOrder(
  account: Account,
  context: DecisionContext,
  draft: Draft,
  order: Order,
  subject: Pick<EntryDraft, "kind"> & Partial<Pick<EntryDraft, "fill" | "position">>,
  others: readonly Order[] = [],
): Decision {
  if (draft.postings.length === 0) {
    const orders = [order, ...others];
    const atMs = entryTime(account, context);
    const after = { ...account, orders: withOrders(account, orders), atMs };
    return { accepted: true, account: after, entries: [], orders };
  }
  const entryCount = order.entryCount + 1;
  const { orderId } = order;
  const named = { ...subject, orderId, entryId: `order.${orderId}.${entryCount}` };
  return conclude(account, context, draft, named, {}, [{ ...order, entryCount }, ...others]);
}

/** Two decisions, the second made on the account of the first, as one. */
export function joined(first: Decision, second: Decision): Decision {
  const orders = new Map(first.orders.map((order) => [order.orderId, order]));
  for (const order of second.orders) orders.set(order.orderId, order);
  const entries = [...first.entries, ...second.entries];
  return { accepted: true, account: second.account, entries, orders: [...orders.values()] };
}

/** Orders that are over leave the account. */
function withOrders(account: Account, changed: readonly Order[]): Account["orders"] {
  if (changed.every((order) => isClosed(order) && !account.orders.has(order.orderId))) return account.orders;
  const orders = new Map(account.orders);
  for (const order of changed) {
    if (isClosed(order)) orders.delete(order.orderId);
    else orders.set(order.orderId, order);
  }
  return orders;
}

function withPosition(account: Account, change: PositionChange): Account["positions"] {
  const before = account.positions[change.assetId] ?? { cost: 0n, realised: 0n };
  const after = { cost: before.cost + change.cost, realised: before.realised + change.realised };
  return { ...account.positions, [change.assetId]: after };
}

/** Today's totals: yesterday's are forgotten with the first entry of a new UTC day. */
export function dailyTotals(account: Account, context: DecisionContext): Account["daily"] {
  const day = utcDay(entryTime(account, context));
  return account.daily.day === day ? account.daily : { day, deposited: 0n, withdrawn: 0n };
}
