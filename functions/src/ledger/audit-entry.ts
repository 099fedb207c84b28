/** What must hold for each entry by its kind, on the audit's fold of those before it. Independent of the kernel's rules. */
import { settlementAssetId } from "../money/asset.js";
import { houseAccounts } from "./account.js";
import { netOf, sameNet, type Fold } from "./audit-fold.js";
import type { EntryDraft, PositionChange } from "./entry.js";

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

/** Which ids an entry carries, and what it is called by them, follows from its kind. Orders hold and release too. */
function referenceFaults(entry: EntryDraft): string[] {
  const { kind, entryId, orderId, requestId, reverses, releases, fill } = entry;
  const reserves = kind === "hold" || kind === "release";
  const requested = ["deposit", "withdraw", "opening"].includes(kind) || (reserves && orderId === null);
  const ofOrder = kind === "fill" || (reserves && orderId !== null);
  const faults: string[] = [];
  if (requested !== (requestId !== null)) faults.push("requestId does not go with its kind");
  if ((kind === "fill") !== (fill !== null)) faults.push("fill does not go with its kind");
  if ((kind === "reversal") !== (reverses !== null)) faults.push("reverses does not go with its kind");
  if ((kind === "release" && requested) !== (releases !== null)) {
    faults.push("releases does not go with its kind");
  }
  if (kind !== "reversal" && ofOrder !== (orderId !== null)) faults.push("orderId does not go with its kind");
  const named = ofOrder
    ? new RegExp(`^[1-9]\\d*$`).test(entryId.slice(`order.${orderId ?? ""}.`.length)) &&
      entryId.startsWith(`order.${orderId ?? ""}.`)
    : entryId === nameOf(entry);
  if (!named) faults.push("is not called after what it is the entry of");
  return faults;
}

function nameOf({ kind, seq, reverses, requestId }: EntryDraft): string {
  if (kind === "reversal") return `reversal.${reverses ?? ""}`;
  return kind === "opening" ? `opening.${seq}` : `request.${requestId ?? ""}`;
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
      if (entry.orderId !== null) return ownFault(fold, entry, []);
      if (fold.holds.has(entry.requestId ?? "")) return "places a hold that is there already";
      return moves("own/available", "own/held", asset);
    case "release": {
      if (entry.orderId !== null) return ownFault(fold, entry, []);
      const hold = fold.holds.get(entry.releases ?? "");
      if (!hold) return "releases a hold that is not there";
      if (hold.amount !== amount || hold.assetId !== asset) return "releases other than what was held";
      return moves("own/held", "own/available", asset);
    }
    case "fill":
      return fillFault(fold, entry);
    case "reversal":
      return reversalFault(fold, entry);
    case "opening":
      if ([...fold.entries.values()].some(({ kind }) => kind !== "opening")) return "opens what was open";
      return entry.position ? holdingFault(fold, entry) : moves("world/available", "own/available", cash);
  }
}

/** Holds come and go within the user's own buckets: what both together got must be as expected, and the houses' part. */
function ownFault(
  fold: Fold,
  entry: EntryDraft,
  expected: readonly (readonly [string, bigint])[],
): string | null {
  const merged = entry.postings.map((posting) =>
    posting.account === fold.uid ? { ...posting, bucket: "available" as const } : posting,
  );
  return sameNet(fold, { ...entry, postings: merged }, expected)
    ? null
    : `its postings are not those of its ${entry.kind}`;
}

function fillFault(fold: Fold, entry: EntryDraft): string | null {
  const { fill, position } = entry;
  if (!fill || !position) return "is a fill without its figures";
  const { value, fee, quantity } = fill;
  const sign = fill.side === "buy" ? 1n : -1n;
  return ownFault(fold, entry, [
    [`own/available/${settlementAssetId}`, -sign * value - fee],
    [`market/available/${settlementAssetId}`, sign * value],
    [`fees/available/${settlementAssetId}`, fee],
    [`own/available/${position.assetId}`, sign * quantity],
    [`market/available/${position.assetId}`, -sign * quantity],
  ]);
}

/** What the world paid went to the market, which gave the holding for it. */
function holdingFault(fold: Fold, entry: EntryDraft): string | null {
  const assetId = entry.position?.assetId ?? "";
  const quantity = netOf(fold, entry.postings).get(`own/available/${assetId}`) ?? 0n;
  const cost = paidByWorld(entry);
  const fits =
    assetId !== settlementAssetId &&
    quantity > 0n &&
    cost >= 0n &&
    sameNet(fold, entry, [
      [`own/available/${assetId}`, quantity],
      [`market/available/${assetId}`, -quantity],
      [`world/available/${settlementAssetId}`, -cost],
      [`market/available/${settlementAssetId}`, cost],
    ]);
  return fits ? null : "its postings are not those of a holding that comes in at its cost";
}

/** In cents. */
const paidByWorld = ({ postings }: EntryDraft) =>
  postings.reduce(
    (sum, { account, assetId, amount }) =>
      account === "world" && assetId === settlementAssetId ? sum - amount : sum,
    0n,
  );

function reversalFault(fold: Fold, entry: EntryDraft): string | null {
  const original = fold.entries.get(entry.reverses ?? "");
  if (!original) return "reverses an entry that is not there";
  if (fold.reversed.has(original.entryId)) return "reverses an entry a second time";
  if (!["deposit", "withdraw", "fill"].includes(original.kind)) return "reverses what cannot be reversed";
  if (entry.orderId !== original.orderId) return "names another order than the entry it reverses";
  const mirror = new Map<string, bigint>();
  for (const [key, amount] of netOf(fold, original.postings)) {
    // What was held for an order is given back out of what is available.
    const free = key.replace("own/held/", "own/available/");
    mirror.set(free, (mirror.get(free) ?? 0n) - amount);
  }
  return sameNet(fold, entry, [...mirror]) ? null : "is not the mirror of the entry it reverses";
}

/** What the entry must do to cost and realised profit: section 1.4 for fills, the mirror for reversals. */
function expectedPosition(fold: Fold, entry: EntryDraft): PositionChange | null {
  const { kind, fill, position, reverses } = entry;
  if (kind === "opening" && position) {
    return { assetId: position.assetId, cost: paidByWorld(entry), realised: 0n };
  }
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
