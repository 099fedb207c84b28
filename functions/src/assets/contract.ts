/** The callables of `assets`: what can be traded, at which steps, and what it costs now. */
import { z } from "zod";
import { parseDecimal } from "../money/amount.js";
import { settlementAssetId, settlementScale } from "../money/asset.js";
import {
  assetIdSchema,
  assetPrice,
  assetQuantity,
  moment,
  pageInput,
  pageOf,
  priceScaleMax,
  quantityScaleMax,
  shownText,
} from "../money/wire.js";

export const assetStatusSchema = z.enum(["active", "halted", "delisted"]);
export const assetKindSchema = z.enum(["crypto", "share", "etf", "metal"]);

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

/** CoinGecko's terms demand this sentence with its link wherever quotes of the source `coingecko` are shown. */
export const coingeckoAttribution = {
  text: "Price data by CoinGecko",
  link: "https://www.coingecko.com?utm_source=bourse&utm_medium=referral",
} as const;

/** `scale` and `priceScale` count decimals; a quantity is a multiple of `quantityStep`, a price of `tickSize`. */
export const assetSchema = z.strictObject({
  assetId: z.string(),
  name: z.string(),
  kind: assetKindSchema,
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
  kind: assetKindSchema.optional(),
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

/** Candles in one answer: as many as `usual` where no `from` says how far back, at `most` where one does. */
export const historyLengths = { usual: 500, most: 1_000 } as const;

const candleIntervalSchema = z.enum(["1m", "1h", "1d"]);

/** Candles that begin at `from` or later and before `to`. */
export const historyInput = z
  .strictObject({
    assetId: assetIdSchema,
    interval: candleIntervalSchema,
    from: moment.optional(),
    to: moment.optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (from === undefined || to === undefined || Date.parse(from) < Date.parse(to)) return;
    context.addIssue({ code: "custom", path: ["from"], message: "must be before to" });
    context.addIssue({ code: "custom", path: ["to"], message: "must be after from" });
  });
export type HistoryInput = z.input<typeof historyInput>;

/** Prices in USD over the interval that begins at `start`. */
const candleSchema = z.strictObject({
  start: z.string(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
});
export type CandleView = z.infer<typeof candleSchema>;

/**
 * The newest candles of the range, oldest first; an interval without trade has none. `nextTo`: the same request with
 * this as `to` answers the ones before these; null: there are none.
 */
export const historyOutput = z.strictObject({
  assetId: z.string(),
  interval: candleIntervalSchema,
  candles: z.array(candleSchema),
  nextTo: z.string().nullable(),
});
export type HistoryOutput = z.infer<typeof historyOutput>;
const tradableId = assetIdSchema.refine(
  (assetId) => assetId !== settlementAssetId,
  `must not be ${settlementAssetId}: it is what is paid with`,
);

/**
 * An asset as an admin wants it. A field that is left out keeps what it was: a new asset is `active`, with no id at
 * CoinGecko. `scale` and `priceScale` are fixed for ever by the first save.
 */
export const saveInput = z
  .strictObject({
    assetId: tradableId,
    name: shownText(80),
    kind: assetKindSchema,
    status: assetStatusSchema.optional(),
    scale: z.int().min(0).max(quantityScaleMax),
    quantityStep: assetQuantity,
    minQuantity: assetQuantity,
    priceScale: z.int().min(0).max(priceScaleMax),
    tickSize: quotedPrice,
    coingeckoId: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be an id of CoinGecko, like "bitcoin"')
      .nullable()
      .optional(),
  })
  .superRefine((input, context) => {
    const { scale, priceScale } = input;
    // Decimals that are none have an issue of their own, and nothing else can be judged by them.
    if (scale < 0 || scale > quantityScaleMax || priceScale < 0 || priceScale > priceScaleMax) return;
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    // A field that is no positive decimal has an issue of its own already.
    const amountOf = (field: "quantityStep" | "minQuantity" | "tickSize", decimals: number) => {
      const amount = parseDecimal(input[field], decimals);
      if (amount === "too_many_decimals") refuse(field, `must have at most ${decimals} decimals`);
      return typeof amount === "bigint" && amount > 0n ? amount : undefined;
    };
    const step = amountOf("quantityStep", scale);
    const minimum = amountOf("minQuantity", scale);
    amountOf("tickSize", priceScale);
    if (step && minimum && minimum % step !== 0n) refuse("minQuantity", "must be a multiple of quantityStep");
    if (scale + priceScale < settlementScale) {
      refuse("priceScale", `must be at least ${settlementScale} together with scale`);
    }
  });
export type SaveInput = z.input<typeof saveInput>;
export type SaveOutput = AssetView;

export const setStatusInput = z.strictObject({ assetId: assetIdSchema, status: assetStatusSchema });
export type SetStatusInput = z.input<typeof setStatusInput>;
export type SetStatusOutput = AssetView;
