/**
 * What ticks do to resting orders, before anything is committed: which of them change, which trade and when, in
 * what order, and how the depth of a tick is shared out among them.
 */
import type { Tick } from "../ledger/command.js";
import { reactionTo } from "../ledger/match.js";
import { remainingOf, worstPrice, type Order } from "../ledger/order.js";
import { readDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";
import type { Tick as TapeTick } from "../prices/tape.js";
import type { Candidate, Share } from "./matching-port.js";

/** Ticks that are evaluated together: any number without depth, or a single one with it. */
export type TickGroup = {
  /** In their order; at least one. */
  readonly ticks: readonly Tick[];
  /** In the asset's smallest unit; null: without bound. */
  readonly depth: bigint | null;
  /** First sequence covered and last. */
  readonly from: number;
  readonly to: number;
  /** For the trigger index only. */
  readonly high: number;
  readonly low: number;
};

export function groupOf(ticks: readonly TapeTick[], terms: TradableTerms): TickGroup {
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (!first || !last) throw new RangeError("a group has a tick");
  const price = (text: string) => readDecimal(text, terms.priceScale);
  return {
    ticks: ticks.map((tick) => ({
      ...{ from: tick.from, sequence: tick.sequence },
      ...{ price: price(tick.price), low: price(tick.low), high: price(tick.high) },
    })),
    depth: ticks.length > 1 || last.depth === null ? null : readDecimal(last.depth, terms.scale),
    ...{ from: first.from, to: last.sequence },
    high: Math.max(...ticks.map(({ high }) => Number(high))),
    low: Math.min(...ticks.map(({ low }) => Number(low))),
  };
}

/** Ticks in their order as groups: a depth belongs to one tick, so that tick stands alone. */
export function groupsOf(ticks: readonly TapeTick[], terms: TradableTerms): TickGroup[] {
  const runs: TapeTick[][] = [];
  let open: TapeTick[] | null = null;
  for (const tick of ticks) {
    if (tick.depth !== null) {
      runs.push([tick]);
      open = null;
    } else if (open) open.push(tick);
    else runs.push((open = [tick]));
  }
  return runs.map((run) => groupOf(run, terms));
}

/** A candidate that ticks change. */
export type Prospect = Candidate & {
  /** Sequence of the first tick on which it may trade; null: only its mark or trigger moves. */
  readonly tradesAt: number | null;
  /** By how much it would take a worse price than that tick's; null: any price is good enough. */
  readonly eagerness: bigint | null;
};

/** Null where no tick changes the order: those that it was decided on before are over for it. */
export function prospectOf({ uid, order }: Candidate, ticks: readonly Tick[]): Prospect | null {
  let current: Order = order;
  for (const tick of ticks) {
    if (tick.from <= order.tickSequence) continue;
    const reaction = reactionTo(current, tick);
    current = reaction.order;
    if (reaction.price === null) continue;
    return { uid, order, tradesAt: tick.sequence, eagerness: eagernessOf(current, tick) };
  }
  return current === order ? null : { uid, order, tradesAt: null, eagerness: null };
}

function eagernessOf(order: Order, { price }: Tick): bigint | null {
  const worst = worstPrice(order);
  if (worst === null) return null;
  return order.side === "buy" ? worst - price : price - worst;
}

const later = Number.POSITIVE_INFINITY;
const compareTexts = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

function compareEagerness(left: bigint | null, right: bigint | null): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left > right ? -1 : 1;
}

/**
 * The order in which prospects are decided: tick by tick, within a tick by price, then as they were accepted. Of a
 * pair of legs that trade on different ticks, so the earlier wins; on one tick the one that takes any price.
 */
export function inPriority(prospects: readonly Prospect[]): Prospect[] {
  return prospects.toSorted(
    (left, right) =>
      compareTicks(left.tradesAt, right.tradesAt) ||
      compareEagerness(left.eagerness, right.eagerness) ||
      left.order.createdAtMs - right.order.createdAtMs ||
      compareTexts(left.uid, right.uid) ||
      left.order.acceptedSeq - right.order.acceptedSeq ||
      compareTexts(left.order.orderId, right.order.orderId),
  );
}

function compareTicks(left: number | null, right: number | null): number {
  return left === right ? 0 : (left ?? later) - (right ?? later);
}

/** Shares out a tick's depth in priority order, on the asset's step where the depth does not cover the rest. */
export function sharesOf(
  prospects: readonly Prospect[],
  depth: bigint,
  { quantityStep }: TradableTerms,
): Share[] {
  const shares: Share[] = [];
  let left = depth;
  for (const { uid, order, tradesAt } of prospects) {
    if (tradesAt === null) continue;
    const rest = remainingOf(order);
    const quantity = rest <= left ? rest : left - (left % quantityStep);
    if (quantity > 0n) shares.push({ uid, orderId: order.orderId, quantity });
    left -= quantity;
  }
  return shares;
}
