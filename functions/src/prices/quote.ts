/** The noun of `prices`: the price of an asset in USD with when, where from and how much of it there is. */
import { z } from "zod";
import type { QuoteTerms } from "../ledger/command.js";
import { readDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const quoteRecordSchema = z.strictObject({
  assetId: z.string(),
  price: decimal,
  /** Lowest and highest price since the quote before. */
  low: decimal,
  high: decimal,
  /** Quantity available at the price; null: without bound. */
  depth: decimal.nullable(),
  asOf: z.iso.datetime(),
  source: z.enum(["simulated", "coingecko", "manual"]),
  /** How long it may be traded on; null: a quote of a provider for as long as the settings say, one by hand on. */
  validForMs: z.int().positive().nullable(),
  /** Grows with every quote of the asset: older ones are ignored. */
  sequence: z.int().positive(),
});
export type QuoteRecord = z.infer<typeof quoteRecordSchema>;

/** The quote as the kernel takes it. */
export function quoteTerms(record: QuoteRecord, terms: TradableTerms, maxQuoteAgeMs: number): QuoteTerms {
  const { price, depth, asOf, source, validForMs, sequence } = record;
  return {
    sequence,
    price: readDecimal(price, terms.priceScale),
    depth: depth === null ? null : readDecimal(depth, terms.scale),
    asOfMs: Date.parse(asOf),
    validForMs: validForMs ?? (source === "manual" ? null : maxQuoteAgeMs),
  };
}
