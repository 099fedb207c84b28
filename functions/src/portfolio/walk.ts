/**
 * A walk goes through entries and says what the account held at each moment that matters: before every flow (a deposit,
 * a withdrawal, the reversal of one) and at marks, which are moments somebody asked for. With values for these
 * moments it becomes *stretches*: one from mark to mark, with the growth that is not the investor's own money.
 */
import type { EntryDraft } from "../ledger/entry.js";
import { settlementAssetId } from "../money/asset.js";
import { ownChange } from "./lots.js";
import { factorOf, grown, unchanged } from "./returns.js";
import { flowOf } from "./state.js";

export type Holding = { readonly scale: number; readonly quantity: bigint };

/** What an account holds after an entry. Money in cents; `netFlow` and `realised` since its first entry. */
export type Held = {
  readonly seq: number;
  readonly cash: bigint;
  /** Tradables of which there is something. */
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly netFlow: bigint;
  readonly realised: bigint;
};

/** `flow`: what is paid in right after the moment; null at a mark. */
export type Moment = { readonly atMs: number; readonly held: Held; readonly flow: bigint | null };

export type Flow = { readonly atMs: number; readonly amount: bigint; readonly valueBefore: bigint | null };

export type Stretch = {
  /** Its end; it begins at the end of the one before. */
  readonly atMs: number;
  readonly held: Held;
  readonly equity: bigint | null;
  /** Growth of the time-weighted index; null where a value is missing. */
  readonly factor: bigint | null;
  readonly flows: readonly Flow[];
  /** Assets without a price at the end. */
  readonly missing: readonly string[];
};

function after(held: Held, entry: EntryDraft, scaleOf: (assetId: string) => number): Held {
  const { seq, position } = entry;
  const holdings = new Map(held.holdings);
  for (const assetId of new Set(entry.postings.map((posting) => posting.assetId))) {
    if (assetId === settlementAssetId) continue;
    const quantity = (holdings.get(assetId)?.quantity ?? 0n) + ownChange(entry, assetId);
    if (quantity === 0n) holdings.delete(assetId);
    else holdings.set(assetId, { scale: scaleOf(assetId), quantity });
  }
  return {
    ...{ seq, holdings, cash: held.cash + ownChange(entry, settlementAssetId) },
    netFlow: held.netFlow + flowOf(entry),
    realised: held.realised + (position?.realised ?? 0n),
  };
}

/** A walk that is fed with pages of entries, so that a history need not fit into memory. */
export type Walk = {
  readonly moments: Moment[];
  held: Held;
  /** Marks that are still ahead, in order. */
  marks: readonly number[];
};

export function startWalk(held: Held, marks: readonly number[]): Walk {
  return { moments: [], held, marks: [...marks].sort((left, right) => left - right) };
}

/** Emits the marks up to a moment: an entry made at the very moment of a mark comes after it. */
export function passMarks(walk: Walk, untilMs: number): void {
  while (walk.marks.length > 0 && (walk.marks[0] ?? 0) <= untilMs) {
    walk.moments.push({ atMs: walk.marks[0] ?? 0, held: walk.held, flow: null });
    walk.marks = walk.marks.slice(1);
  }
}

export function walkOver(
  walk: Walk,
  entries: readonly EntryDraft[],
  scaleOf: (assetId: string) => number,
): void {
  for (const entry of entries) {
    passMarks(walk, entry.atMs);
    const flow = flowOf(entry);
    if (flow !== 0n) walk.moments.push({ atMs: entry.atMs, held: walk.held, flow });
    walk.held = after(walk.held, entry, scaleOf);
  }
}

/** What the account was worth at a moment in cents, or null with the assets that have no price. */
export type Valued = Moment & { readonly value: bigint | null; readonly missing: readonly string[] };

/** @param startEquity at the beginning of the first stretch */
export function stretchesOf(startEquity: bigint | null, moments: readonly Valued[]): Stretch[] {
  const stretches: Stretch[] = [];
  let invested = startEquity;
  let ratio: typeof unchanged | null = unchanged;
  let flows: Flow[] = [];
  for (const { atMs, held, flow, value, missing } of moments) {
    ratio = ratio && invested !== null && value !== null ? grown(ratio, invested, value) : null;
    if (flow !== null) {
      flows.push({ atMs, amount: flow, valueBefore: value });
      invested = value === null ? null : value + flow;
      continue;
    }
    stretches.push({ atMs, held, equity: value, factor: ratio && factorOf(ratio), flows, missing });
    [invested, ratio, flows] = [value, unchanged, []];
  }
  return stretches;
}
