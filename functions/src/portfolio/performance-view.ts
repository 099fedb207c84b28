/** The course of a portfolio as figures: series, returns, drawdown. */
import { isoTime, writeCents } from "../ledger/record.js";
import type { PerformanceOutput } from "./contract.js";
import {
  formatPercent,
  indexOver,
  maxDrawdown,
  moneyWeighted,
  one,
  percentOf,
  type Payment,
} from "./returns.js";
import type { Stretch } from "./walk.js";

export type Course = {
  readonly start: Pick<Stretch, "atMs" | "held" | "equity">;
  /** At least one: the last one ends now. */
  readonly stretches: readonly Stretch[];
};

/** Points of a series: a chart shows no more. */
const pointsMax = 400;

const orNull = (cents: bigint | null) => (cents === null ? null : writeCents(cents));
const growth = (index: bigint | null) => (index === null ? null : formatPercent(index - one));

function thinned<Point>(points: readonly Point[]): Point[] {
  const every = Math.ceil(points.length / pointsMax);
  return points.filter((_, at) => at === 0 || (points.length - 1 - at) % every === 0);
}

/** Into the portfolio at the beginning and with each flow, out of it at the end. */
function paymentsOf({ start, stretches }: Course, endEquity: bigint): Payment[] {
  const flows = stretches.flatMap((stretch) => stretch.flows);
  return [
    { atMs: start.atMs, amount: start.equity ?? 0n },
    ...flows,
    { atMs: stretches.at(-1)?.atMs ?? start.atMs, amount: -endEquity },
  ];
}

export function performanceView(range: PerformanceOutput["range"], course: Course): PerformanceOutput {
  const { start, stretches } = course;
  const end = stretches.at(-1) ?? start;
  const indices = indexOver(stretches.map(({ factor }) => factor));
  const index = indices.at(-1) ?? null;
  const netFlow = end.held.netFlow - start.held.netFlow;
  const valued = start.equity !== null && end.equity !== null;
  const gain = start.equity !== null && end.equity !== null ? end.equity - start.equity - netFlow : null;
  const rates =
    start.equity !== null && end.equity !== null ? moneyWeighted(paymentsOf(course, end.equity)) : null;
  const known = indices.filter((it) => it !== null);
  const points = [
    {
      at: isoTime(start.atMs),
      equity: orNull(start.equity),
      netFlow: writeCents(start.held.netFlow),
      twr: "0.0000",
    },
    ...stretches.map(({ atMs, equity, held }, at) => ({
      ...{ at: isoTime(atMs), equity: orNull(equity), netFlow: writeCents(held.netFlow) },
      twr: growth(indices[at] ?? null),
    })),
  ];
  return {
    ...{ range, from: isoTime(start.atMs), to: isoTime(end.atMs), series: thinned(points) },
    ...{ startEquity: orNull(start.equity), endEquity: orNull(end.equity), netFlow: writeCents(netFlow) },
    gain: orNull(gain),
    twr: growth(index),
    maxDrawdown: index === null ? null : formatPercent(maxDrawdown(known)),
    mwr: rates && {
      period: percentOf(rates.period),
      yearly: rates.yearly === null ? null : percentOf(rates.yearly),
    },
    unavailable: unavailableOf(course, { valued, index, rates }),
  };
}

function unavailableOf(
  { start, stretches }: Course,
  found: { valued: boolean; index: bigint | null; rates: ReturnType<typeof moneyWeighted> },
): PerformanceOutput["unavailable"] {
  const end = stretches.at(-1);
  const missing = [
    ...(start.equity === null ? ["startEquity"] : []),
    ...(end?.equity === null ? ["endEquity"] : []),
    ...(found.valued ? [] : ["gain", "mwr"]),
    ...(found.index === null ? ["twr", "maxDrawdown"] : []),
  ];
  const assetIds = [...new Set(stretches.flatMap((stretch) => stretch.missing))].sort();
  const unfit = found.valued && !found.rates ? ["mwr"] : found.rates?.yearly === null ? ["mwr.yearly"] : [];
  return [
    ...(missing.length > 0 ? [{ figures: missing, reason: "value_is_missing" as const, assetIds }] : []),
    ...(unfit.length > 0 ? [{ figures: unfit, reason: "no_rate_fits" as const, assetIds: [] }] : []),
  ];
}
