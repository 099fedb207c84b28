/**
 * What the entries of an account add up to at the beginning and at the end of a month. Balances are what the entries
 * themselves say is left after each posting; what the postings of the month move is summed beside them, so that each
 * proves the other before anything is written.
 */
import { z } from "zod";
import type { EntryDraft } from "../ledger/entry.js";
import { totalsOf, type Totals } from "../portfolio/state.js";
import type { Period } from "./period.js";

/** Of one asset: both buckets in its smallest unit, cost and realised profit or loss in cents. */
export type AssetFigures = {
  readonly available: bigint;
  readonly held: bigint;
  readonly cost: bigint;
  readonly realised: bigint;
};
const nothing: AssetFigures = { available: 0n, held: 0n, cost: 0n, realised: 0n };
type Figures = ReadonlyMap<string, AssetFigures>;

export type Fold = {
  /** Of the last entry that is in it. */
  readonly seq: number;
  /** Of the last entry before the month. */
  readonly seqBefore: number;
  /** Where the last entry before the month left the account. */
  readonly opening: Figures;
  readonly closing: Figures;
  /** By what the month's postings and position changes moved each. */
  readonly moved: Figures;
  /** Of the month. */
  readonly totals: Totals;
  readonly entries: number;
  readonly postings: number;
};

export const emptyFold: Fold = {
  ...{ seq: 0, seqBefore: 0, opening: new Map(), closing: new Map(), moved: new Map() },
  totals: { deposits: 0n, withdrawals: 0n, fees: 0n },
  ...{ entries: 0, postings: 0 },
};

/**
 * Adds entries of before the period's end.
 * @throws RangeError where they do not follow without a gap
 */
export function addEntries(start: Fold, entries: readonly EntryDraft[], { fromMs }: Period): Fold {
  const [closing, moved] = [new Map(start.closing), new Map(start.moved)];
  let { seq, seqBefore, opening, totals, entries: count, postings } = start;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) throw new RangeError(`entry ${entry.seq} does not follow entry ${seq}`);
    seq = entry.seq;
    const isBefore = entry.atMs < fromMs;
    // Times of an account never go back: the first entry of the month ends what came before it.
    if (!isBefore && count === 0) opening = new Map(closing);
    if (isBefore) seqBefore = seq;
    addTo(closing, isBefore ? undefined : moved, entry);
    if (isBefore) continue;
    count++;
    postings += entry.postings.length;
    const share = totalsOf(entry);
    totals = {
      deposits: totals.deposits + share.deposits,
      withdrawals: totals.withdrawals + share.withdrawals,
      fees: totals.fees + share.fees,
    };
  }
  // Without an entry in the month, it ends as it began.
  if (count === 0) opening = closing;
  return { seq, seqBefore, opening, closing, moved, totals, entries: count, postings };
}

function addTo(
  closing: Map<string, AssetFigures>,
  moved: Map<string, AssetFigures> | undefined,
  { postings, position }: EntryDraft,
): void {
  const change = (figures: Map<string, AssetFigures>, assetId: string, to: Partial<AssetFigures>) =>
    figures.set(assetId, { ...(figures.get(assetId) ?? nothing), ...to });
  for (const { assetId, bucket, amount, balanceAfter } of postings) {
    // House accounts have no balance, so their postings carry none.
    if (balanceAfter === null) continue;
    change(closing, assetId, { [bucket]: balanceAfter });
    if (moved) change(moved, assetId, { [bucket]: (moved.get(assetId) ?? nothing)[bucket] + amount });
  }
  if (!position) return;
  for (const figures of moved ? [closing, moved] : [closing]) {
    const { cost, realised } = figures.get(position.assetId) ?? nothing;
    change(figures, position.assetId, {
      cost: cost + position.cost,
      realised: realised + position.realised,
    });
  }
}

export const figuresOf = (figures: Figures, assetId: string): AssetFigures => figures.get(assetId) ?? nothing;

const kept = ["available", "held", "cost", "realised"] as const;

/**
 * Holds what is to be written against itself.
 * @throws Error where opening and postings do not make the closing: a wrong statement is worse than none
 */
export function proveFold({ opening, moved, closing }: Pick<Fold, "opening" | "moved" | "closing">): void {
  for (const assetId of new Set([...opening.keys(), ...moved.keys(), ...closing.keys()])) {
    const [before, change, after] = [opening, moved, closing].map((it) => figuresOf(it, assetId));
    for (const field of kept) {
      const [from = 0n, by = 0n, to = 0n] = [before?.[field], change?.[field], after?.[field]];
      if (from + by !== to) {
        throw new Error(`statement does not add up: ${field} of ${assetId} is ${from}, ${by} more is ${to}`);
      }
    }
  }
}

const count = z.string().regex(/^-?\d+$/);
const figuresSchema = z.record(z.string(), z.tuple([count, count, count, count]));
/** A fold as a checkpoint keeps it: counts of smallest units as text. */
export const foldRecordSchema = z.strictObject({
  ...{ seq: z.int(), seqBefore: z.int(), entries: z.int(), postings: z.int() },
  ...{ opening: figuresSchema, closing: figuresSchema, moved: figuresSchema },
  totals: z.tuple([count, count, count]),
});
type FoldRecord = z.infer<typeof foldRecordSchema>;

type FiguresRecord = z.infer<typeof figuresSchema>;
const written = (figures: Figures): FiguresRecord =>
  Object.fromEntries(
    [...figures].map(([assetId, { available, held, cost, realised }]) => {
      return [assetId, [String(available), String(held), String(cost), String(realised)]];
    }),
  );
const read = (record: FiguresRecord): Figures =>
  new Map(
    Object.entries(record).map(([assetId, [available, held, cost, realised]]) => {
      const amounts = { available: BigInt(available), held: BigInt(held) };
      return [assetId, { ...amounts, cost: BigInt(cost), realised: BigInt(realised) }];
    }),
  );

export function foldRecord({ opening, closing, moved, totals, ...counts }: Fold): FoldRecord {
  const { deposits, withdrawals, fees } = totals;
  return {
    ...counts,
    ...{ opening: written(opening), closing: written(closing), moved: written(moved) },
    totals: [String(deposits), String(withdrawals), String(fees)],
  };
}

export function readFold({ opening, closing, moved, totals, ...counts }: FoldRecord): Fold {
  const [deposits, withdrawals, fees] = totals;
  return {
    ...counts,
    ...{ opening: read(opening), closing: read(closing), moved: read(moved) },
    totals: { deposits: BigInt(deposits), withdrawals: BigInt(withdrawals), fees: BigInt(fees) },
  };
}
