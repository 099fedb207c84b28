/** The market of a simulation: one sequence of quotes per asset, shared by all who trade, moved on by the scenario. */
import type { QuoteTerms, Tick } from "../../src/ledger/command.js";
import type { AssetStatus, TradableTerms } from "../../src/money/asset.js";
import { btc, share } from "./ground.js";
import type { AssetId, TickAsk } from "./scenario.js";

const basisPoints = 10_000n;
const startPrices: Readonly<Record<AssetId, bigint>> = { BTC: 30_000_00n, "BRK.B": 412_34n };

export const scalesOf = (assetId: string) => (assetId === "BTC" ? btc : share);

export type MarketTick = Tick & { readonly depth: bigint | null };
export type MarketMove = Pick<TickAsk, "asset" | "move" | "dip" | "spike" | "depth" | "status">;
export type Market = ReturnType<typeof openMarket>;

/** A price so many basis points away, on the tick, never below one. */
export function away(price: bigint, points: number): bigint {
  const moved = (price * (basisPoints + BigInt(points))) / basisPoints;
  return moved < 1n ? 1n : moved;
}

export function openMarket(clock: () => number) {
  const quotes = new Map<string, MarketTick & { asOfMs: number }>();
  const ticks = new Map<string, MarketTick[]>();
  const brought = new Map<string, number>();
  const statuses = new Map<string, AssetStatus>();

  const current = (assetId: string) => {
    const price = startPrices[assetId as AssetId];
    const first = { from: 1, sequence: 1, price, low: price, high: price, depth: null, asOfMs: clock() };
    const quote = quotes.get(assetId) ?? first;
    quotes.set(assetId, quote);
    return quote;
  };

  return {
    /** The quote that a caller would read now. */
    quoteOf(assetId: string): QuoteTerms {
      const { price, asOfMs, depth, sequence } = current(assetId);
      // Quotes of the one asset age, those of the other are good until the next.
      return { price, asOfMs, depth, sequence, validForMs: assetId === "BTC" ? null : 600_000 };
    },

    termsOf: (assetId: string): TradableTerms => ({
      ...scalesOf(assetId),
      status: statuses.get(assetId) ?? "active",
    }),

    /** Moves on by one tick. A market that has gone far turns back. */
    move({ asset, move, dip, spike, depth, status }: MarketMove) {
      const { price: last, sequence } = current(asset);
      const start = startPrices[asset];
      const strayed = move > 0 ? last > (start * 3n) / 2n : last < (start * 2n) / 3n;
      const price = away(last, strayed ? -move : move);
      const tick: MarketTick = {
        ...{ from: sequence + 1, sequence: sequence + 1, price },
        low: away(price, -dip),
        high: away(price, spike),
        depth: depth === null ? null : BigInt(depth) * (asset === "BTC" ? btc.quantityStep : 1n),
      };
      statuses.set(asset, status);
      quotes.set(asset, { ...tick, asOfMs: clock() });
      ticks.set(asset, [...(ticks.get(asset) ?? []), tick]);
    },

    /** What the engine brings after the last tick. */
    bring(asset: AssetId, delivery: TickAsk["delivery"]): MarketTick[] {
      const all = ticks.get(asset) ?? [];
      const last = all.at(-1);
      if (!last || delivery === "never") return [];
      const missed = all.filter(({ sequence }) => sequence > (brought.get(asset) ?? 1));
      brought.set(asset, last.sequence);
      if (delivery === "one" || missed.length === 0) return [last];
      if (delivery === "list") return missed;
      const extreme = (pick: (tick: MarketTick) => bigint, better: (a: bigint, b: bigint) => boolean) =>
        missed.map(pick).reduce((best, it) => (better(it, best) ? it : best));
      const low = extreme(
        ({ low }) => low,
        (a, b) => a < b,
      );
      const high = extreme(
        ({ high }) => high,
        (a, b) => a > b,
      );
      return [{ ...last, from: missed[0]?.from ?? last.from, low, high }];
    },

    lastTick: (assetId: string): MarketTick => current(assetId),
  };
}
