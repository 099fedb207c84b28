/** The port that prices come through: one adapter asks CoinGecko, the other makes prices up. */
import type { AssetRecord } from "../assets/asset.js";
import type { TradableTerms } from "../money/asset.js";
import type { QuoteRecord } from "./quote.js";

/** An asset whose price is asked for. */
export type QuotedAsset = {
  readonly terms: TradableTerms;
  readonly kind: AssetRecord["kind"];
  /** What CoinGecko calls it; null: it does not know it. */
  readonly coingeckoId: string | null;
  /** undefined: it was never quoted. */
  readonly current: QuoteRecord | undefined;
};

/** A price on the asset's tick, as its next quote tells it. */
export type ProvidedQuote = Pick<QuoteRecord, "price" | "low" | "high" | "depth" | "asOf">;

export type Provided = {
  /** By asset id. What the provider has no news of is left out: its quote goes stale by itself. */
  readonly quotes: ReadonlyMap<string, ProvidedQuote>;
  /** Assets whose price came and could not be used. */
  readonly dropped: number;
};

export type PriceProvider = {
  readonly source: QuoteRecord["source"];
  /** @throws ProviderFailure where it cannot be asked now */
  quotes(assets: readonly QuotedAsset[], nowMs: number): Promise<Provided>;
};

/** No price reaches this, so that none outgrows what can be read. USD. */
export const priceLimitUsd = 10n ** 12n;

/** The provider could not be asked, or answered nonsense. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  /** @param retryAfterMs how long to wait before asking again, where it said so; null: never ask that again */
  constructor(
    message: string,
    readonly retryAfterMs: number | null = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
