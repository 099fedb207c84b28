import { haltedSteps, marketQuote } from "./market.js";
import type { PriceProvider, ProvidedQuote, QuotedAsset } from "./provider.js";

/**
 * The simulated market as a provider: every asset that has a quote moves on from it.
 * @param stepMs time between two ticks: halts are counted in it
 */
export function simulatedMarket({ seed, stepMs }: { seed: string; stepMs: number }): PriceProvider {
  function next({ terms, kind, current }: QuotedAsset, nowMs: number): ProvidedQuote | undefined {
    if (!current) return undefined;
    const { assetId } = terms;
    const { sequence } = current;
    // A quote by hand does not halt the market.
    const halted = current.source === "simulated" ? haltedSteps(assetId, { seed, sequence }) : 0;
    if (halted > 0 && nowMs - Date.parse(current.asOf) <= halted * stepMs) return undefined;
    const quote = marketQuote(terms, current.price, { seed, sequence: sequence + 1, kind });
    return { ...quote, asOf: new Date(nowMs).toISOString() };
  }

  return {
    source: "simulated",
    quotes: (assets, nowMs) => {
      const made = assets.flatMap((asset) => {
        const quote = next(asset, nowMs);
        return quote ? [[asset.terms.assetId, quote] as const] : [];
      });
      return Promise.resolve({ quotes: new Map(made), dropped: 0 });
    },
  };
}
