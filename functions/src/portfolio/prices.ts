/** Prices of now and of then, for values of a portfolio. */
import type { Firestore } from "firebase-admin/firestore";
import { candleIntervals } from "../prices/candle.js";
import { readCandles } from "../prices/queries.js";
import type { QuoteRecord } from "../prices/quote.js";
import { valueOfHolding } from "./valuation.js";
import type { Held, Moment, Valued } from "./walk.js";

/** The price of an asset at a moment in USD, undefined where there is none at all. */
export type PriceAt = (assetId: string, atMs: number) => Promise<string | undefined>;

/** From fine to coarse: a finer candle is good enough while it is no older than a coarser one is long. */
const intervals = [
  { interval: "1m", goodForMs: candleIntervals["1h"] },
  { interval: "1h", goodForMs: candleIntervals["1d"] },
  { interval: "1d", goodForMs: Number.POSITIVE_INFINITY },
] as const;

/** Prices that one walk looks up: a flow or a mark needs one of each asset held. */
const lookupsMax = 3_000;

/**
 * The close of the last candle that began before the moment, the finest that there is; without one, the current quote.
 * @param quotes current ones, by asset
 */
export function createPriceAt(
  db: Firestore,
  quotes: ReadonlyMap<string, QuoteRecord>,
  nowMs: number,
): PriceAt {
  const known = new Map<string, Promise<string | undefined>>();
  async function look(assetId: string, atMs: number): Promise<string | undefined> {
    let newest: { readonly startMs: number; readonly close: string } | undefined;
    for (const { interval, goodForMs } of intervals) {
      const range = { fromMs: undefined, toMs: atMs };
      const [candle] = await readCandles(db, { assetId, interval }, range, { limit: 1, nowMs });
      const startMs = candle ? Date.parse(candle.start) : 0;
      if (candle && startMs > (newest?.startMs ?? 0)) newest = { startMs, close: candle.close };
      if (newest && atMs - newest.startMs <= goodForMs) break;
    }
    return newest?.close ?? quotes.get(assetId)?.price;
  }
  return (assetId, atMs) => {
    const key = `${assetId} ${atMs}`;
    const asked = known.get(key);
    if (asked) return asked;
    // What is beyond the bound counts as unknown, and the figures that need it say so.
    const price = known.size < lookupsMax ? look(assetId, atMs) : Promise.resolve(undefined);
    known.set(key, price);
    return price;
  };
}

/** Value of everything held, in cents. */
async function valueOfHeld(
  { cash, holdings }: Held,
  priceOf: (assetId: string) => Promise<string | undefined>,
): Promise<Pick<Valued, "value" | "missing">> {
  const values = await Promise.all(
    [...holdings].map(async ([assetId, { scale, quantity }]) => {
      const price = await priceOf(assetId);
      return { assetId, value: price === undefined ? null : valueOfHolding(quantity, scale, price) };
    }),
  );
  const missing = values.flatMap(({ assetId, value }) => (value === null ? [assetId] : []));
  const sum = values.reduce((total, { value }) => total + (value ?? 0n), cash);
  return { value: missing.length > 0 ? null : sum, missing };
}

/** Moments valued at once: each asks for the price of every asset held. */
const valuedAtOnce = 20;

/** Values moments at the prices of then; those at or after `nowMs` at the current quotes. */
export async function valueMoments(
  moments: readonly Moment[],
  priceAt: PriceAt,
  now: { readonly nowMs: number; readonly quotes: ReadonlyMap<string, QuoteRecord> },
): Promise<Valued[]> {
  const valued: Valued[] = [];
  for (let start = 0; start < moments.length; start += valuedAtOnce) {
    const page = moments.slice(start, start + valuedAtOnce).map(async (moment) => {
      const isNow = moment.atMs >= now.nowMs;
      const priceOf = (assetId: string) =>
        isNow ? Promise.resolve(now.quotes.get(assetId)?.price) : priceAt(assetId, moment.atMs);
      return { ...moment, ...(await valueOfHeld(moment.held, priceOf)) };
    });
    valued.push(...(await Promise.all(page)));
  }
  return valued;
}
