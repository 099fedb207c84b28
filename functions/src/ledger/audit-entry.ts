/** The audit's fold of entries, and what must hold for each by its kind. Independent of the kernel's rules. */
import { settlementAssetId, settlementScale } from "../money/asset.js";
import { genesisHash, houseAccounts, utcDay } from "./account.js";
import type { EntryDraft, PositionChange, Posting } from "./entry.js";

type Bucketed = { available: bigint; held: bigint };

export type Fold = {
  readonly uid: string;
  readonly scaleOf: (assetId: string) => number;
  readonly balances: Map<string, Bucketed>;
  readonly positions: Map<string, { cost: bigint; realised: bigint }>;
  readonly holds: Map<string, { assetId: string; amount: bigint }>;
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
function netOf(fold: Fold, postings: readonly Posting[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { account, bucket, assetId, amount } of postings) {
    const key = `${account === fold.uid ? "own" : account}/${bucket}/${assetId}`;
    net.set(key, (net.get(key) ?? 0n) + amount);
  }
  return net;
}

function sameNet(fold: Fold, entry: EntryDraft, expected: readonly (readonly [string, bigint])[]): boolean {
  const net = netOf(fold, entry.postings);
  const wanted = new Map(expected.filter(([, amount]) => amount !== 0n));
  for (const [key, amount] of net) if (amount === 0n) net.delete(key);
  return net.size === wanted.size && [...wanted].every(([key, amount]) => net.get(key) === amount);
}

/** Everything that must hold for an entry on what came before it. */
export function entryFaults(fold: Fold, entry: EntryDraft): string[] {
  const faults = [...postingFaults(fold, entry), ...referenceFaults(entry)];
  if (entry.atMs < fold.atMs) faults.push("is older than the entry before");
  if (fold.entries.has(entry.entryId)) faults.push("its id was used before");
  const kindFault = kindFaults(fold, entry);
  if (kindFault) faults.push(kindFault);
  const expected = expectedPosition(fold, entry);
  if (!samePosition(expected, entry.position)) faults.push("moves the position by other than its fill does");
  return faults;
}

function postingFaults(fold: Fold, { postings }: EntryDraft): string[] {
  const faults: string[] = [];
  const sums = new Map<string, bigint>();
  const after = new Map<string, bigint>();
  if (postings.length < 2) faults.push("has fewer than two postings");
  for (const { assetId, account, bucket, amount, balanceAfter } of postings) {
    if (amount === 0n) faults.push("has a posting of zero");
    sums.set(assetId, (sums.get(assetId) ?? 0n) + amount);
    if (account === fold.uid) {
      const key = `${bucket}/${assetId}`;
      const balance = (after.get(key) ?? fold.balances.get(assetId)?.[bucket] ?? 0n) + amount;
      after.set(key, balance);
      if (balanceAfter !== balance) faults.push(`balanceAfter of ${assetId} is not the balance after it`);
    } else if (!houseAccounts.some((house) => house === account)) {
      faults.push(`posts to the strange account ${account}`);
    } else if (balanceAfter !== null || bucket !== "available") {
      faults.push("keeps a balance of a house account");
    }
  }
  for (const [assetId, sum] of sums) if (sum !== 0n) faults.push(`does not sum to zero in ${assetId}`);
  for (const [key, balance] of after) if (balance < 0n) faults.push(`leaves ${key} negative`);
  return faults;
}

/** Which ids an entry carries, and what it is called by them, follows from its kind. */
function referenceFaults(entry: EntryDraft): string[] {
  const { kind, entryId, orderId, requestId, reverses, releases, fill } = entry;
  const requested = kind === "deposit" || kind === "withdraw" || kind === "hold" || kind === "release";
  const faults: string[] = [];
  if (requested !== (requestId !== null)) faults.push("requestId does not go with its kind");
  if ((kind === "fill") !== (fill !== null)) faults.push("fill does not go with its kind");
  if ((kind === "reversal") !== (reverses !== null)) faults.push("reverses does not go with its kind");
  if ((kind === "release") !== (releases !== null)) faults.push("releases does not go with its kind");
  if (kind !== "reversal" && (kind === "fill") !== (orderId !== null)) {
    faults.push("orderId does not go with its kind");
  }
  const named =
    kind === "fill"
      ? entryId.startsWith(`order.${orderId ?? ""}.`)
      : entryId === (kind === "reversal" ? `reversal.${reverses ?? ""}` : `request.${requestId ?? ""}`);
  if (!named) faults.push("is not called after what it is the entry of");
  return faults;
}

function kindFaults(fold: Fold, entry: EntryDraft): string | null {
  const first = entry.postings[0];
  const amount = first ? (first.amount < 0n ? -first.amount : first.amount) : 0n;
  const asset = first?.assetId ?? "";
  const cash = settlementAssetId;
  const moves = (from: string, to: string, assetId: string) =>
    sameNet(fold, entry, [
      [`${from}/${assetId}`, -amount],
      [`${to}/${assetId}`, amount],
    ])
      ? null
      : `does not move ${assetId} from ${from} to ${to}`;
  switch (entry.kind) {
    case "deposit":
      return moves("world/available", "own/available", cash);
    case "withdraw":
      return moves("own/available", "world/available", cash);
    case "hold":
      if (fold.holds.has(entry.requestId ?? "")) return "places a hold that is there already";
      return moves("own/available", "own/held", asset);
    case "release": {
      const hold = fold.holds.get(entry.releases ?? "");
      if (!hold) return "releases a hold that is not there";
      if (hold.amount !== amount || hold.assetId !== asset) return "releases other than what was held";
      return moves("own/held", "own/available", asset);
    }
    case "fill":
      return fillFault(fold, entry);
    case "reversal":
      return reversalFault(fold, entry);
  }
}

function fillFault(fold: Fold, entry: EntryDraft): string | null {
  const { fill, position } = entry;
  if (!fill || !position) return "is a fill without its figures";
  const { value, fee, quantity } = fill;
  const sign = fill.side === "buy" ? 1n : -1n;
  const matches = sameNet(fold, entry, [
    [`own/available/${settlementAssetId}`, -sign * value - fee],
    [`market/available/${settlementAssetId}`, sign * value],
    [`fees/available/${settlementAssetId}`, fee],
    [`own/available/${position.assetId}`, sign * quantity],
    [`market/available/${position.assetId}`, -sign * quantity],
  ]);
  return matches ? null : "its postings are not those of its fill";
}

function reversalFault(fold: Fold, entry: EntryDraft): string | null {
  const original = fold.entries.get(entry.reverses ?? "");
  if (!original) return "reverses an entry that is not there";
  if (fold.reversed.has(original.entryId)) return "reverses an entry a second time";
  if (!["deposit", "withdraw", "fill"].includes(original.kind)) return "reverses what cannot be reversed";
  if (entry.orderId !== original.orderId) return "names another order than the entry it reverses";
  const mirror = [...netOf(fold, original.postings)].map(([key, amount]) => [key, -amount] as const);
  return sameNet(fold, entry, mirror) ? null : "is not the mirror of the entry it reverses";
}

/** What the entry must do to cost and realised profit: section 1.4 for fills, the mirror for reversals. */
function expectedPosition(fold: Fold, { fill, position, reverses }: EntryDraft): PositionChange | null {
  if (fill && position) {
    const { assetId } = position;
    if (fill.side === "buy") return { assetId, cost: fill.value + fill.fee, realised: 0n };
    const held = heldOf(fold, assetId);
    const cost = fold.positions.get(assetId)?.cost ?? 0n;
    const removed = held > 0n ? (cost * fill.quantity) / held : 0n;
    return { assetId, cost: -removed, realised: fill.value - fill.fee - removed };
  }
  const original = reverses === null ? undefined : fold.entries.get(reverses);
  if (!original?.position || !original.fill) return null;
  const { assetId, cost, realised } = original.position;
  const quantity = original.fill.side === "buy" ? original.fill.quantity : -original.fill.quantity;
  const empties = heldOf(fold, assetId) === quantity;
  const left = (fold.positions.get(assetId)?.cost ?? 0n) - cost;
  return empties
    ? { assetId, cost: -cost - left, realised: -realised - left }
    : { assetId, cost: -cost, realised: -realised };
}

function heldOf(fold: Fold, assetId: string): bigint {
  const balance = fold.balances.get(assetId);
  return balance ? balance.available + balance.held : 0n;
}

function samePosition(left: PositionChange | null, right: PositionChange | null): boolean {
  if (!left || !right) return left === right;
  return left.assetId === right.assetId && left.cost === right.cost && left.realised === right.realised;
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
  const { position, requestId, releases, reverses, kind } = entry;
  if (position) {
    const { cost, realised } = fold.positions.get(position.assetId) ?? { cost: 0n, realised: 0n };
    const after = { cost: cost + position.cost, realised: realised + position.realised };
    fold.positions.set(position.assetId, after);
  }
  const held = entry.postings.find(({ bucket }) => bucket === "held");
  if (kind === "hold" && held)
    fold.holds.set(requestId ?? "", { assetId: held.assetId, amount: held.amount });
  if (releases !== null) fold.holds.delete(releases);
  if (reverses !== null) fold.reversed.add(reverses);
  if (kind === "deposit" || kind === "withdraw") addToDay(fold, entry);
  fold.entries.set(entry.entryId, entry);
  fold.atMs = entry.atMs;
}

function addToDay(fold: Fold, entry: EntryDraft): void {
  const day = utcDay(entry.atMs);
  if (fold.daily.day !== day) fold.daily = { day, deposited: 0n, withdrawn: 0n };
  const amount = entry.postings.find(({ account }) => account === fold.uid)?.amount ?? 0n;
  if (entry.kind === "deposit") fold.daily.deposited += amount;
  else fold.daily.withdrawn -= amount;
}
