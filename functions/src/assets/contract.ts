/** The callables of `assets`: what can be traded, at which steps, and what it costs now. */
import { z } from "zod";
import { assetIdSchema, assetPrice, assetQuantity, pageInput, pageOf } from "../money/wire.js";

export const assetStatusSchema = z.enum(["active", "halted", "delisted"]);

/** `price`, `low` and `high` in USD; `low` and `high` since the quote before; `depth`: quantity at that price. */
export const quoteSchema = z.strictObject({
  assetId: z.string(),
  price: z.string(),
  low: z.string(),
  high: z.string(),
  depth: z.string().nullable(),
  asOf: z.string(),
  source: z.enum(["simulated", "coingecko", "manual"]),
  /** How long it may be traded on; null: until the next one. */
  validForMs: z.int().nullable(),
  /** Grows with every quote of the asset. */
  sequence: z.int(),
});
export type QuoteView = z.infer<typeof quoteSchema>;

/** `scale` and `priceScale` count decimals; a quantity is a multiple of `quantityStep`, a price of `tickSize`. */
export const assetSchema = z.strictObject({
  assetId: z.string(),
  name: z.string(),
  kind: z.enum(["crypto", "share", "etf", "metal"]),
  status: assetStatusSchema,
  scale: z.int(),
  quantityStep: z.string(),
  minQuantity: z.string(),
  priceScale: z.int(),
  tickSize: z.string(),
  quote: quoteSchema.nullable(),
});
export type AssetView = z.infer<typeof assetSchema>;

/** `search` matches the beginning of the asset's id or of a word of its name, whatever the case. */
export const listInput = z.strictObject({
  ...pageInput,
  search: z.string().trim().min(1).max(40).optional(),
  status: assetStatusSchema.optional(),
});
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(assetSchema);
export type ListOutput = z.infer<typeof listOutput>;

export const getInput = z.strictObject({ assetId: assetIdSchema });
export const getOutput = assetSchema;
export type GetOutput = z.infer<typeof getOutput>;

/** A price that may be quoted: far above any asset's, so that no later price outgrows what can be read. */
const quotedPrice = assetPrice.refine(
  (text) => !/^[1-9]\d{12,19}(\.|$)/.test(text),
  "must be below 1,000,000,000,000",
);

/** A quote by hand: it stays good until the next one unless it carries `validForMs`. */
export const setQuoteInput = z.strictObject({
  assetId: assetIdSchema,
  price: quotedPrice,
  low: quotedPrice.optional(),
  high: quotedPrice.optional(),
  depth: assetQuantity.optional(),
  validForMs: z.int().min(1).max(86_400_000).optional(),
});
export type SetQuoteInput = z.input<typeof setQuoteInput>;
export const setQuoteOutput = quoteSchema;
export type SetQuoteOutput = z.infer<typeof setQuoteOutput>;
