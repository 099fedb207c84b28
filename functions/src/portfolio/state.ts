/**
 * The state of a portfolio is what entries add up to beyond the account itself: deposits, withdrawals and fees so far,
 * and the lots of each tradable. It follows from the entries alone; it is kept so that a read need not start at
 * the first one.
 */
import type { EntryDraft } from "../ledger/entry.js";
import { settlementAssetId } from "../money/asset.js";
import { foldLots, noLots, type AssetLots } from "./lots.js";

/** In cents, since the account's first entry; what was reversed is taken off again. */
export type Totals = { readonly deposits: bigint; readonly withdrawals: bigint; readonly fees: bigint };

export type PortfolioState = {
  /** Of the last entry that is in it. */
  readonly seq: number;
  readonly totals: Totals;
  readonly lots: ReadonlyMap<string, AssetLots>;
};

export const emptyState: PortfolioState = {
  seq: 0,
  totals: { deposits: 0n, withdrawals: 0n, fees: 0n },
  lots: new Map(),
};

type Postings = Pick<EntryDraft, "postings">;

const houseSum = ({ postings }: Postings, house: "world" | "fees") =>
  postings
    .filter(({ account, assetId }) => account === house && assetId === settlementAssetId)
    .reduce((sum, { amount }) => sum + amount, 0n);

/** What the entry paid into the account from outside, in cents; negative where it paid out. */
export const flowOf = (entry: Postings): bigint => -houseSum(entry, "world");

/** Share of each total that one entry makes up. A deposit taken back is a deposit less, not a withdrawal. */
export function totalsOf(entry: Postings & Pick<EntryDraft, "kind">): Totals {
  const flow = flowOf(entry);
  const isDeposit = entry.kind === "reversal" ? flow < 0n : flow > 0n;
  return {
    deposits: isDeposit ? flow : 0n,
    withdrawals: isDeposit ? 0n : -flow,
    fees: houseSum(entry, "fees"),
  };
}

const add = (left: Totals, right: Totals): Totals => ({
  deposits: left.deposits + right.deposits,
  withdrawals: left.withdrawals + right.withdrawals,
  fees: left.fees + right.fees,
});

/**
 * Adds entries to a state.
 * @param entries those that follow its last one, without a gap
 * @throws RangeError where they do not follow: a figure made of other entries would be a wrong one
 */
export function advance(start: PortfolioState, entries: readonly EntryDraft[]): PortfolioState {
  let { seq, totals } = start;
  const byAsset = new Map<string, EntryDraft[]>();
  for (const entry of entries) {
    if (entry.seq !== seq + 1) throw new RangeError(`entry ${entry.seq} does not follow entry ${seq}`);
    seq = entry.seq;
    totals = add(totals, totalsOf(entry));
    const { position } = entry;
    if (!position) continue;
    const moving = byAsset.get(position.assetId);
    if (moving) moving.push(entry);
    else byAsset.set(position.assetId, [entry]);
  }
  const lots = new Map(start.lots);
  for (const [assetId, moving] of byAsset) lots.set(assetId, foldLots(lots.get(assetId) ?? noLots, moving));
  return { seq, totals, lots };
}
