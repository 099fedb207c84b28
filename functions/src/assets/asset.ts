/** The noun of `assets`: a tradable with its steps and status, and how it is found. */
import { z } from "zod";
import { formatFixed, formatShortest, readDecimal } from "../money/amount.js";
import { assetStatuses, type TradableTerms } from "../money/asset.js";
import type { QuoteRecord } from "../prices/quote.js";
import type { AssetView } from "./contract.js";

const assetKinds = ["crypto", "share", "etf", "metal"] as const;

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const assetRecordSchema = z.strictObject({
  assetId: z.string(),
  name: z.string(),
  kind: z.enum(assetKinds),
  status: z.enum(assetStatuses),
  scale: z.int().min(0).max(18),
  quantityStep: decimal,
  minQuantity: decimal,
  priceScale: z.int().min(0).max(12),
  tickSize: decimal,
  /** What CoinGecko calls it; null: CoinGecko is not asked for it. */
  coingeckoId: z.string().nullable(),
  /** Every beginning of the id and of each word of the name, in lower case: what a search asks for. */
  searchPrefixes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type AssetRecord = z.infer<typeof assetRecordSchema>;

/** Beginnings longer than this are cut: the rest of a search is compared by nobody. */
const searchPrefixLengthMax = 16;

/** What a search compares: whole characters, because half of one is no text to Firestore. */
export const searchText = (text: string) =>
  Array.from(text.toLowerCase()).slice(0, searchPrefixLengthMax).join("");

export function searchPrefixes(assetId: string, name: string): string[] {
  const words = [assetId, ...name.split(/\s+/)].map((word) => Array.from(searchText(word)));
  const prefixes = words.flatMap((word) => word.map((_, index) => word.slice(0, index + 1).join("")));
  return [...new Set(prefixes)].sort();
}

export function termsOf(record: AssetRecord): TradableTerms {
  const { assetId, status, scale, priceScale } = record;
  return {
    assetId,
    status,
    scale,
    priceScale,
    quantityStep: readDecimal(record.quantityStep, scale),
    minQuantity: readDecimal(record.minQuantity, scale),
    tickSize: readDecimal(record.tickSize, priceScale),
  };
}

/** The record of an asset whose terms are given as counts of its smallest units. */
export function assetRecord(
  terms: TradableTerms,
  about: { name: string; kind: AssetRecord["kind"]; at: string; coingeckoId?: string | null },
): AssetRecord {
  return {
    assetId: terms.assetId,
    name: about.name,
    kind: about.kind,
    status: terms.status,
    scale: terms.scale,
    quantityStep: formatShortest(terms.quantityStep, terms.scale),
    minQuantity: formatShortest(terms.minQuantity, terms.scale),
    priceScale: terms.priceScale,
    tickSize: formatFixed(terms.tickSize, terms.priceScale),
    coingeckoId: about.coingeckoId ?? null,
    searchPrefixes: searchPrefixes(terms.assetId, about.name),
    createdAt: about.at,
    updatedAt: about.at,
  };
}

export function assetView(record: AssetRecord, quote: QuoteRecord | undefined): AssetView {
  const { assetId, name, kind, status, scale, quantityStep, minQuantity, priceScale, tickSize } = record;
  return {
    ...{ assetId, name, kind, status, scale, quantityStep, minQuantity, priceScale, tickSize },
    quote: quote ?? null,
  };
}
