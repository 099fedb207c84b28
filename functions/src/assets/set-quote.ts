import type { z } from "zod";
import { formatFixed, formatShortest, parseDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";
import { callable } from "../platform/callable.js";
import { DomainError, errorTable, invalidField } from "../platform/errors.js";
import { quotesChanged } from "../prices/cached.js";
import type { QuoteRecord } from "../prices/quote.js";
import { advanceQuotes } from "../prices/store.js";
import { termsOf } from "./asset.js";
import { setQuoteInput, type SetQuoteOutput } from "./contract.js";
import { readAsset } from "./store.js";

const policy = {
  name: "assets-setQuote",
  roles: ["admin"],
  rateClass: "admin",
  input: setQuoteInput,
} as const;

/** Sets an asset's quote by hand. It stays good until the next one unless it carries `validForMs`. */
export const setQuote = callable(policy, async (context, { input }): Promise<SetQuoteOutput> => {
  const { assetId } = input;
  const asset = await readAsset(context.db, assetId);
  if (!asset) throw new DomainError("asset_not_found");
  const quote = quoteByHand(input, termsOf(asset), context.clock());
  const [written] = await advanceQuotes(context.db, [assetId], () => quote);
  if (!written) throw new DomainError("service_unavailable");
  await quotesChanged(context.cache);
  return written;
});

function quoteByHand(
  input: z.output<typeof setQuoteInput>,
  terms: TradableTerms,
  nowMs: number,
): Omit<QuoteRecord, "sequence"> {
  const price = priceOf("price", input.price, terms);
  const low = input.low === undefined ? price : priceOf("low", input.low, terms);
  const high = input.high === undefined ? price : priceOf("high", input.high, terms);
  if (low > price) throw invalidField("low", "must be at most the price");
  if (high < price) throw invalidField("high", "must be at least the price");
  const write = (amount: bigint) => formatFixed(amount, terms.priceScale);
  return {
    assetId: terms.assetId,
    price: write(price),
    low: write(low),
    high: write(high),
    depth: input.depth === undefined ? null : depthOf(input.depth, terms),
    asOf: new Date(nowMs).toISOString(),
    source: "manual",
    validForMs: input.validForMs ?? null,
  };
}

function priceOf(field: string, text: string, terms: TradableTerms): bigint {
  const price = parseDecimal(text, terms.priceScale);
  if (typeof price !== "bigint") throw invalidField(field, `must have at most ${terms.priceScale} decimals`);
  if (price % terms.tickSize === 0n) return price;
  throw new DomainError("price_off_tick", {
    issues: [{ field, message: errorTable.price_off_tick.message }],
  });
}

function depthOf(text: string, terms: TradableTerms): string {
  const depth = parseDecimal(text, terms.scale);
  if (typeof depth !== "bigint") throw invalidField("depth", `must have at most ${terms.scale} decimals`);
  return formatShortest(depth, terms.scale);
}
