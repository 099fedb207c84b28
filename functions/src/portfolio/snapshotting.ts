/** Snapshots of accounts at the end of a UTC day: derived from the entries, so each may be made late or again. */
import { readAccountNow } from "../ledger/queries.js";
import type { Context } from "../platform/context.js";
import { readQuotes } from "../prices/store.js";
import { createPriceAt } from "./prices.js";
import { readSnapshot, snapshotRecord } from "./snapshot-record.js";
import { createSnapshot, listSnapshots } from "./store.js";
import { nothing, stretchesBetween } from "./walking.js";

const dayMs = 86_400_000;
/** Entries of one account between two snapshots. */
const entriesMax = 200_000;
/** Above every day. */
const lastDay = "9999-12-31";

export const endOfDay = (day: string) => Date.parse(`${day}T00:00:00.000Z`) + dayMs;

/** `kept`: there is one of that day or of a later one. `empty`: nothing to tell of. */
export type Snapshotted = "written" | "kept" | "empty";

/**
 * Makes the snapshot of a day, going on from the last one there is.
 * @throws DomainError `history_is_too_long`
 */
export async function snapshotAccount(
  { db, clock }: Pick<Context, "db" | "clock">,
  uid: string,
  day: string,
): Promise<Snapshotted> {
  const [[last], account] = await Promise.all([listSnapshots(db, uid, lastDay, 1), readAccountNow(db, uid)]);
  if (last && last.day >= day) return "kept";
  const start = last ? readSnapshot(last) : nothing;
  const idle = start.held.cash === 0n && start.held.holdings.size === 0;
  if (idle && account.seq === start.held.seq) return "empty";
  // The end of a day is valued at the prices of then, however soon after it this runs.
  const quotes = await readQuotes(db, Object.keys(account.positions));
  const ground = {
    db,
    account,
    quotes,
    nowMs: Number.POSITIVE_INFINITY,
    entriesMax,
    priceAt: createPriceAt(db, quotes, clock()),
  };
  const [stretch] = await stretchesBetween(ground, start, [endOfDay(day)]);
  // What happened after the day, and nothing before, is another day's.
  if (!stretch || (idle && stretch.held.seq === start.held.seq)) return "empty";
  const written = await createSnapshot(db, uid, snapshotRecord(day, last?.day ?? null, stretch));
  return written ? "written" : "kept";
}
