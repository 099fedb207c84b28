/**
 * An entry is one balanced, immutable journal record of an account: a list of postings whose amounts sum to zero
 * for each asset, house accounts included. Entries are only ever created; a correction is a new entry that names
 * what it reverses. The kernel drafts entries with exact integers; `record.ts` seals them for keeping.
 */
import type { Account } from "./account.js";
import type { OrderSide } from "./order.js";

export const entryKinds = ["deposit", "withdraw", "hold", "release", "fill", "reversal", "opening"] as const;
export type EntryKind = (typeof entryKinds)[number];

export const buckets = ["available", "held"] as const;
export type Bucket = (typeof buckets)[number];

/** A signed amount of one asset in one bucket of the account (`account` is its uid) or of a house account. */
export type Posting = {
  readonly assetId: string;
  readonly account: string;
  readonly bucket: Bucket;
  readonly amount: bigint;
  /** The bucket's balance after the posting; null for house accounts, whose balance nobody keeps. */
  readonly balanceAfter: bigint | null;
};

/** An execution of part or all of an order. `value` is the cost of a buy or the proceeds of a sell, before `fee`. */
export type Fill = {
  readonly side: OrderSide;
  readonly quantity: bigint;
  readonly price: bigint;
  readonly priceScale: number;
  readonly value: bigint;
  readonly fee: bigint;
};

/** By how much the entry moved the position's cost and realised profit or loss, in cents. */
export type PositionChange = { readonly assetId: string; readonly cost: bigint; readonly realised: bigint };

export type EntryDraft = {
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly seq: number;
  readonly atMs: number;
  readonly orderId: string | null;
  readonly requestId: string | null;
  /** The entry that this one reverses. */
  readonly reverses: string | null;
  /** The hold that this one releases. */
  readonly releases: string | null;
  readonly fill: Fill | null;
  readonly position: PositionChange | null;
  readonly postings: readonly Posting[];
};

/** Where an amount moves from or to: a bucket of the user's account, or a house account. */
export type Slot = Bucket | "market" | "fees" | "world" | "rounding";

/** An account in the making: the only mutable value of the kernel, alive within one decision. */
export type Draft = {
  readonly uid: string;
  readonly balances: Record<string, { readonly scale: number; available: bigint; held: bigint }>;
  readonly postings: Posting[];
};

export function openDraft(account: Account): Draft {
  return { uid: account.uid, balances: { ...account.balances }, postings: [] };
}

/** Moves an amount between two slots as a pair of postings. Nothing moves where the amount is zero. */
export function move(
  draft: Draft,
  assetId: string,
  scale: number,
  from: Slot,
  to: Slot,
  amount: bigint,
): void {
  if (amount === 0n) return;
  post(draft, assetId, scale, from, -amount);
  post(draft, assetId, scale, to, amount);
}

/** Adds one posting. Its pair is the caller's duty; the invariants check the sum. */
export function post(draft: Draft, assetId: string, scale: number, slot: Slot, amount: bigint): void {
  if (slot !== "available" && slot !== "held") {
    draft.postings.push({ assetId, account: slot, bucket: "available", amount, balanceAfter: null });
    return;
  }
  const before = draft.balances[assetId] ?? { scale, available: 0n, held: 0n };
  const after = { ...before, [slot]: before[slot] + amount };
  draft.balances[assetId] = after;
  draft.postings.push({ assetId, account: draft.uid, bucket: slot, amount, balanceAfter: after[slot] });
}
