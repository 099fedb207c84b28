/** Refreshes the quotes of all active assets from a provider, page by page: one page's failure is not another's. */
import { termsOf, type AssetRecord } from "../assets/asset.js";
import { scanAssets } from "../assets/store.js";
import type { TradableTerms } from "../money/asset.js";
import type { Context } from "../platform/context.js";
import { errorFields, log } from "../platform/log.js";
import { quotesChanged } from "./cached.js";
import type { PriceProvider, QuotedAsset } from "./provider.js";
import { advanceQuotes, readQuotes } from "./store.js";

/** `size`: assets in one batch, of five documents each. More assets than `most` pages need a second schedule. */
const usualPages = { size: 100, most: 100 };

export type Refreshed = {
  /** Quotes written. */
  readonly quotes: number;
  /** Prices that came and could not be used. */
  readonly dropped: number;
  /** Assets whose documents could not be read. */
  readonly malformed: number;
  readonly pagesFailed: number;
};

export async function refreshQuotes(
  context: Context,
  provider: PriceProvider,
  pages = usualPages,
): Promise<Refreshed> {
  const total = { quotes: 0, dropped: 0, malformed: 0, pagesFailed: 0 };
  let after: string | undefined;
  for (let page = 0; page < pages.most; page++) {
    const { assets, malformed, last } = await scanAssets(context.db, "active", { limit: pages.size, after });
    const { readable, unreadable } = withTerms(assets);
    for (const { assetId, problem } of [...malformed, ...unreadable]) {
      log().error("asset cannot be read", { assetId, problem });
      total.malformed++;
    }
    try {
      const { quotes, dropped } = await refreshPage(context, provider, readable);
      total.quotes += quotes;
      total.dropped += dropped;
    } catch (error) {
      // The page's quotes go stale by themselves; the others must not.
      total.pagesFailed++;
      log().error("page of quotes failed", { source: provider.source, after, ...errorFields(error) });
    }
    if (assets.length + malformed.length < pages.size) break;
    after = last;
  }
  return total;
}

type Readable = AssetRecord & { readonly terms: TradableTerms };

/** A record may have the shape of an asset and yet steps that nothing can be a multiple of. */
function withTerms(assets: readonly AssetRecord[]) {
  const readable: Readable[] = [];
  const unreadable: { assetId: string; problem: string }[] = [];
  for (const asset of assets) {
    const { assetId } = asset;
    try {
      const terms = termsOf(asset);
      if (terms.tickSize > 0n && terms.quantityStep > 0n) readable.push({ ...asset, terms });
      else unreadable.push({ assetId, problem: "a step is zero" });
    } catch (error) {
      unreadable.push({ assetId, problem: String(error) });
    }
  }
  return { readable, unreadable };
}

async function refreshPage(
  { db, clock, cache }: Context,
  provider: PriceProvider,
  assets: readonly Readable[],
): Promise<{ quotes: number; dropped: number }> {
  const current = await readQuotes(
    db,
    assets.map(({ assetId }) => assetId),
  );
  const asked = assets.map(({ assetId, terms, kind, coingeckoId }): QuotedAsset => {
    return { terms, kind, coingeckoId, current: current.get(assetId) };
  });
  const { quotes, dropped } = await provider.quotes(asked, clock());
  const written = await advanceQuotes(db, [...quotes.keys()], (assetId, now) => {
    const quote = quotes.get(assetId);
    // Made from another quote than the one that is there now: somebody else has been here.
    if (!quote || now?.sequence !== current.get(assetId)?.sequence) return undefined;
    // No news, or another clock is ahead: this quote would be the older one.
    if (now && Date.parse(quote.asOf) <= Date.parse(now.asOf)) return undefined;
    return { assetId, ...quote, source: provider.source, validForMs: null };
  });
  if (written.length > 0) await quotesChanged(cache);
  return { quotes: written.length, dropped };
}
