/** The last step that every decision shares: the draft becomes the next account and its entry. */
import { utcDay, type Account } from "./account.js";
import type { DecisionContext } from "./command.js";
import type { Draft, EntryDraft, PositionChange } from "./entry.js";
import type { Order } from "./order.js";

export type Decision = {
  readonly accepted: true;
  readonly account: Account;
  readonly entries: readonly EntryDraft[];
  /** Orders that are new or changed. */
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
      seq,
      atMs,
    },
    entries: [entry],
    orders,
  };
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
