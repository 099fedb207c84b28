/** Performance of a portfolio over a range: from snapshots, and walks over entries for what lies between them. */
import { readAccountNow } from "../ledger/queries.js";
import { utcDay } from "../ledger/account.js";
import type { Context } from "../platform/context.js";
import { readQuotes } from "../prices/store.js";
import type { PerformanceInput, PerformanceOutput } from "./contract.js";
import { performanceView, type Course } from "./performance-view.js";
import { createPriceAt } from "./prices.js";
import { readSnapshot } from "./snapshot-record.js";
import {
  firstEntryMs,
  nothing,
  readChain,
  stretchesBetween,
  type Chain,
  type Ground,
  type Start,
} from "./walking.js";

export type Range = PerformanceInput["range"];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Ranges of days begin at midnight. */
const daysOf: Record<Exclude<Range, "1D" | "ALL">, number> = { "1W": 7, "1M": 30, "3M": 91, "1Y": 365 };
const entriesMax = 20_000;
/** Points of a walk: each is valued at prices that have to be looked up. */
const marksMax = 40;

const midnight = (atMs: number) => Date.parse(`${utcDay(atMs)}T00:00:00.000Z`);

function askedFrom(range: Range, nowMs: number): number {
  if (range === "ALL") return 0;
  return range === "1D" ? nowMs - dayMs : midnight(nowMs) - daysOf[range] * dayMs;
}

/** Moments between two, on the hour of the beginning or at midnight, at most so many. */
function gridBetween(range: Range, fromMs: number, toMs: number): number[] {
  const stepMs = range === "1D" ? hourMs : dayMs * Math.ceil((toMs - fromMs) / dayMs / marksMax);
  const firstMs = range === "1D" ? fromMs + hourMs : midnight(fromMs) + dayMs;
  const marks: number[] = [];
  for (let atMs = firstMs; atMs < toMs; atMs += stepMs) marks.push(atMs);
  return marks;
}

/** @throws DomainError `history_is_too_long` where there are no snapshots yet and very many entries */
export async function performanceOf(
  { db, clock }: Pick<Context, "db" | "clock">,
  uid: string,
  range: Range,
): Promise<PerformanceOutput> {
  const account = await readAccountNow(db, uid);
  // Entries of another machine may be a little ahead of this clock.
  const nowMs = Math.max(clock(), account.atMs + 1);
  const firstMs = (await firstEntryMs(db, uid)) ?? nowMs;
  const fromMs = Math.max(askedFrom(range, nowMs), firstMs);
  const [quotes, chain] = await Promise.all([
    readQuotes(db, Object.keys(account.positions)),
    readChain(db, uid, fromMs),
  ]);
  const ground = { db, account, quotes, nowMs, entriesMax, priceAt: createPriceAt(db, quotes, nowMs) };
  const course = await courseOf(ground, range, { fromMs, firstMs }, chain);
  return performanceView(range, course);
}

async function courseOf(
  ground: Ground,
  range: Range,
  { fromMs, firstMs }: { fromMs: number; firstMs: number },
  { base, later }: Chain,
): Promise<Course> {
  const { nowMs } = ground;
  const before = base ? readSnapshot(base) : nothing;
  // The beginning is known as it stands: a snapshot of that moment, or nothing at all before the first entry.
  const known = base ? Date.parse(base.at) === fromMs : fromMs === firstMs;
  const [next, ...others] = range === "1D" ? [] : later;
  if (!next) {
    const marks = [...(known ? [] : [fromMs]), ...gridBetween(range, fromMs, nowMs), nowMs];
    return begun(fromMs, before, await stretchesBetween(ground, before, marks), known);
  }
  const bridge = known
    ? [readSnapshot(next)]
    : await stretchesBetween(ground, before, [fromMs, Date.parse(next.at)]);
  const kept = [...bridge, ...others.map(readSnapshot)];
  const last = kept.at(-1);
  if (!last) throw new TypeError("a chain with a next snapshot has a last one");
  const tail = await stretchesBetween(ground, last, [...gridBetween(range, last.atMs, nowMs), nowMs]);
  return begun(fromMs, before, [...kept, ...tail], known);
}

/** Where the beginning is not known as it stands, the first stretch leads to it. */
function begun(fromMs: number, before: Start, stretches: Course["stretches"], known: boolean): Course {
  const [lead, ...rest] = stretches;
  const { held, equity } = known || !lead ? before : lead;
  return { start: { atMs: fromMs, held, equity }, stretches: known ? stretches : rest };
}
