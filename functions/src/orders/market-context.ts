/** What decisions on an asset depend on, as it is now: terms, quote, limits and kill switches. */
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { quoteTerms } from "../prices/quote.js";
import { haltOf } from "../settings/store.js";
import type { MarketContext } from "./submission.js";

/** @throws DomainError `asset_not_found` */
export async function marketContext(context: Context, uid: string, assetId: string): Promise<MarketContext> {
  const [terms, quote, settings] = await Promise.all([
    context.terms(assetId),
    context.quotes(assetId),
    context.settings(),
  ]);
  if (!terms) {
    throw new DomainError("asset_not_found", { issues: [{ field: "assetId", message: "is not known" }] });
  }
  return {
    limits: settings.limits,
    halt: haltOf(settings, uid, assetId),
    market: { terms, quote: quote ? quoteTerms(quote, terms, settings.maxQuoteAgeMs) : null },
  };
}
