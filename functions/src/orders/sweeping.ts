/**
 * What the evaluation of ticks may have missed: ticks whose event was lost, and orders that were committed while a
 * tick was being evaluated, placed on the quote before it. The latter are found by the last few ticks once more.
 */
import { quoteTerms, type QuoteRecord } from "../prices/quote.js";
import type { TapeRecord } from "../prices/tape.js";
import { groupOf, type TickGroup } from "./crossing.js";
import type { Candidate } from "./matching-port.js";
import {
  collect,
  evaluateTape,
  meetAll,
  meetDepth,
  noEvaluation,
  openMarket,
  type Evaluation,
  type Matching,
} from "./matching.js";

/** Two runs of the sweep: each tick is looked at once more by one of them at least. */
const lookBackMs = 120_000;
/** How far the clocks of two processes and the time of a commit may be apart. */
const besideMs = 30_000;
/** Pages of each direction; what is behind them waits for the next run. */
const pagesMax = 5;

/** @param quote the asset's quote, read after the tape or before it */
export async function sweepTape(
  matching: Matching,
  tape: TapeRecord,
  quote: QuoteRecord | undefined,
  nowMs: number,
): Promise<Evaluation> {
  const last = tape.ticks.at(-1);
  if (!last) return noEvaluation;
  if (last.sequence > tape.evaluatedSequence) return evaluateTape(matching, tape);
  const market = await openMarket(matching, tape.assetId);
  if (!market) return noEvaluation;
  const { terms, settings } = market;
  const current = quote && quoteTerms(quote, terms, settings.maxQuoteAgeMs);
  const isCurrent = current?.sequence === last.sequence;
  const isValid =
    current?.validForMs === null || nowMs - (current?.asOfMs ?? 0) <= (current?.validForMs ?? 0);
  const isRecent = ({ at }: { at: string }) => nowMs - Date.parse(at) <= lookBackMs;
  // The last tick also meets what it met before: a halt may have been lifted. A depth is given out once, while its
  // shares are kept.
  const again = isCurrent && isValid && (last.depth === null || isRecent(last));
  const recent = tape.ticks.filter((tick) => tick !== last && tick.depth === null && isRecent(tick));
  const looked = again ? [...recent, last] : recent;
  if (looked.length === 0) return noEvaluation;
  const group = groupOf(looked, terms);
  const candidates = await collect(matching, tape.assetId, group, pagesMax);
  if (again && last.depth !== null) {
    const single = groupOf([last], terms);
    return meetDepth(matching, market, single, single.depth ?? 0n, candidates);
  }
  const times = new Map(looked.map((tick) => [tick.sequence, Date.parse(tick.at)]));
  const ticksFor = ({ order }: Candidate): TickGroup["ticks"] =>
    group.ticks.filter(({ sequence }) => {
      if (again && sequence === last.sequence) return true;
      // Only an order that changed at about that time can have been missed. Another was not to trade on it.
      return order.updatedAtMs >= (times.get(sequence) ?? 0) - besideMs;
    });
  return meetAll(matching, market, group, candidates, ticksFor);
}
