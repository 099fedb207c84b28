/** The audit's fold: what the entries of an account add up to, by their postings alone. */
import { settlementAssetId, settlementScale } from "../money/asset.js";
import { genesisHash, utcDay } from "./account.js";
import type { EntryDraft, Posting } from "./entry.js";

type Bucketed = { available: bigint; held: bigint };

export type Fold = {
  readonly uid: string;
  readonly scaleOf: (assetId: string) => number;
  readonly balances: Map<string, Bucketed>;
  readonly positions: Map<string, { cost: bigint; realised: bigint }>;
  readonly holds: Map<string, { assetId: string; amount: bigint }>;
  /** What entries of orders have moved into `held` so far, by `order/asset`. */
  readonly orderHolds: Map<string, { orderId: string; assetId: string; amount: bigint }>;
  readonly entries: Map<string, EntryDraft>;
  readonly reversed: Set<string>;
  readonly commitIds: Set<string>;
  daily: { day: string; deposited: bigint; withdrawn: bigint };
  /** Deposits less withdrawals, reversals included, in cents. */
  paidIn: bigint;
  seq: number;
  headHash: string;
  commitId: string;
  atMs: number;
};

export function openFold(uid: string, scales: ReadonlyMap<string, number>): Fold {
  return {
    uid,
    scaleOf: (assetId) => scales.get(assetId) ?? settlementScale,
    balances: new Map([[settlementAssetId, { available: 0n, held: 0n }]]),
    positions: new Map(),
    holds: new Map(),
    orderHolds: new Map(),
    entries: new Map(),
    reversed: new Set(),
    commitIds: new Set(),
    daily: { day: "1970-01-01", deposited: 0n, withdrawn: 0n },
    paidIn: 0n,
    seq: 0,
    headHash: genesisHash,
    commitId: "",
    atMs: 0,
  };
}

/** Net amounts of an entry by `account/bucket/asset`; the user's account is called `own`. */
export function netOf(fold: Fold, postings: readonly Posting[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { account, bucket, assetId, amount } of postings) {
    const key = `${account === fold.uid ? "own" : account}/${bucket}/${assetId}`;
    net.set(key, (net.get(key) ?? 0n) + amount);
  }
  return net;
}

export function sameNet(
  fold: Fold,
  entry: EntryDraft,
  expected: readonly (readonly [string, bigint])[],
): boolean {
  const net = netOf(fold, entry.postings);
  const wanted = new Map(expected.filter(([, amount]) => amount !== 0n));
  for (const [key, amount] of net) if (amount === 0n) net.delete(key);
  return net.size === wanted.size && [...wanted].every(([key, amount]) => net.get(key) === amount);
}

/** Adds the entry to the fold, as it stands: the entries after it are judged by what was stored. */
export function applyEntry(fold: Fold, entry: EntryDraft): void {
  for (const { assetId, account, bucket, amount } of entry.postings) {
    if (account !== fold.uid) {
      if (account === "world" && assetId === settlementAssetId) fold.paidIn -= amount;
      continue;
    }
    const balance = fold.balances.get(assetId) ?? { available: 0n, held: 0n };
    fold.balances.set(assetId, { ...balance, [bucket]: balance[bucket] + amount });
  }
  const { position, requestId, orderId, releases, reverses, kind } = entry;
  if (position) {
    const { cost, realised } = fold.positions.get(position.assetId) ?? { cost: 0n, realised: 0n };
    const after = { cost: cost + position.cost, realised: realised + position.realised };
    fold.positions.set(position.assetId, after);
  }
  const held = entry.postings.find(({ bucket }) => bucket === "held");
  if (orderId !== null) holdForOrder(fold, orderId, entry.postings);
  else if (kind === "hold" && held)
    fold.holds.set(requestId ?? "", { assetId: held.assetId, amount: held.amount });
  if (releases !== null) fold.holds.delete(releases);
  if (reverses !== null) fold.reversed.add(reverses);
  if (kind === "deposit" || kind === "withdraw") addToDay(fold, entry);
  fold.entries.set(entry.entryId, entry);
  fold.atMs = entry.atMs;
}

function holdForOrder(fold: Fold, orderId: string, postings: readonly Posting[]): void {
  for (const { assetId, account, bucket, amount } of postings) {
    if (account !== fold.uid || bucket !== "held") continue;
    const key = `${orderId}/${assetId}`;
    const before = fold.orderHolds.get(key)?.amount ?? 0n;
    fold.orderHolds.set(key, { orderId, assetId, amount: before + amount });
  }
}

function addToDay(fold: Fold, entry: EntryDraft): void {
  const day = utcDay(entry.atMs);
  if (fold.daily.day !== day) fold.daily = { day, deposited: 0n, withdrawn: 0n };
  const amount = entry.postings.find(({ account }) => account === fold.uid)?.amount ?? 0n;
  if (entry.kind === "deposit") fold.daily.deposited += amount;
  else fold.daily.withdrawn -= amount;
}
