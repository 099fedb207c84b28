/** The callables of `portfolio`: everything is about the caller's own account. Amounts are decimal strings in USD. */
import { z } from "zod";
import { assetIdSchema, pageInput } from "../money/wire.js";

export const getInput = z.strictObject({});

const usdOrNull = z.string().nullable();

/** By one method of choosing which lots were sold; null where the figure is unavailable. */
export const methodSchema = z.strictObject({ cost: usdOrNull, realised: usdOrNull, unrealised: usdOrNull });

/**
 * `cost`, `realised` and `unrealised` by average cost, as the ledger keeps them: buy fees inside the cost, sell fees
 * inside the realised. `weight`: percent of the equity with two decimals; all of them, cash included, sum to 100.00.
 * `stale`: the price is older than it may be traded on. What has no price is null, with a line in `unavailable`.
 */
export const positionSchema = z.strictObject({
  assetId: z.string(),
  quantity: z.string(),
  price: usdOrNull,
  priceAsOf: z.string().nullable(),
  stale: z.boolean(),
  cost: z.string(),
  value: usdOrNull,
  weight: z.string().nullable(),
  unrealised: usdOrNull,
  realised: z.string(),
  methods: z.strictObject({
    fifo: methodSchema,
    lifo: methodSchema,
    hifo: methodSchema,
    average: methodSchema,
  }),
});
export type PositionView = z.infer<typeof positionSchema>;

/** `quote_is_missing` concerns value, weight and unrealised; `too_many_lots` the methods named. */
export const unavailableSchema = z.strictObject({
  assetId: z.string(),
  figures: z.array(z.string()),
  reason: z.enum(["quote_is_missing", "too_many_lots"]),
});
export type Unavailable = z.infer<typeof unavailableSchema>;

/** Always: equity = deposits − withdrawals + realised + unrealised. Fees are inside the other figures. */
export const totalsSchema = z.strictObject({
  cash: z.strictObject({ available: z.string(), held: z.string(), weight: z.string().nullable() }),
  /** Of the positions. */
  value: usdOrNull,
  cost: z.string(),
  equity: usdOrNull,
  unrealised: usdOrNull,
  realised: z.string(),
  deposits: z.string(),
  withdrawals: z.string(),
  fees: z.string(),
});

export const getOutput = z.strictObject({
  positions: z.array(positionSchema),
  totals: totalsSchema,
  asOf: z.string(),
  /** Sequence number of the last entry in these figures. */
  seq: z.int(),
  unavailable: z.array(unavailableSchema),
});
export type GetOutput = z.infer<typeof getOutput>;

export const ranges = ["1D", "1W", "1M", "3M", "1Y", "ALL"] as const;
export const performanceInput = z.strictObject({ range: z.enum(ranges) });
export type PerformanceInput = z.input<typeof performanceInput>;

/** `netFlow`: deposits less withdrawals since the account's first entry. `twr`: percent since `from`. */
export const pointSchema = z.strictObject({
  at: z.string(),
  equity: usdOrNull,
  netFlow: z.string(),
  twr: z.string().nullable(),
});

/**
 * Percentages have four decimals. `from` is the beginning that was asked for, or the account's first entry.
 * `gain`: end less start less `netFlow`, which is that of the range. `mwr.period`: over the range; `mwr.yearly`: at the
 * same rate over 365 days. What is null has a line in `unavailable`.
 */
export const performanceOutput = z.strictObject({
  range: z.enum(ranges),
  from: z.string(),
  to: z.string(),
  series: z.array(pointSchema),
  startEquity: usdOrNull,
  endEquity: usdOrNull,
  netFlow: z.string(),
  gain: usdOrNull,
  twr: z.string().nullable(),
  maxDrawdown: z.string().nullable(),
  mwr: z.strictObject({ period: z.string(), yearly: z.string().nullable() }).nullable(),
  unavailable: z.array(
    z.strictObject({
      figures: z.array(z.string()),
      reason: z.enum(["value_is_missing", "no_rate_fits"]),
      assetIds: z.array(z.string()),
    }),
  ),
});
export type PerformanceOutput = z.infer<typeof performanceOutput>;

export const figureSchema = z.enum([
  ...(["cash", "deposits", "withdrawals", "fees"] as const),
  ...(["position", "cost", "realised"] as const),
]);
export type FigureName = z.infer<typeof figureSchema>;

/** `assetId`: needed by `position`, allowed for `cost` and `realised`, which are of all assets without it. */
export const explainInput = z
  .strictObject({ ...pageInput, figure: figureSchema, assetId: assetIdSchema.optional() })
  .superRefine(({ figure, assetId }, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", path: ["assetId"], message });
    if (figure === "position" && assetId === undefined) issue("is needed for a position");
    if (["cash", "deposits", "withdrawals", "fees"].includes(figure) && assetId !== undefined) {
      issue(`does not go with ${figure}`);
    }
  });
export type ExplainInput = z.input<typeof explainInput>;

/** `amount`: what the entry adds to the figure; `sum`: the figure after it. */
export const explainedSchema = z.strictObject({
  entryId: z.string(),
  seq: z.int(),
  at: z.string(),
  kind: z.string(),
  assetId: z.string().nullable(),
  orderId: z.string().nullable(),
  reverses: z.string().nullable(),
  amount: z.string(),
  sum: z.string(),
});

/**
 * Newest first. `total` is the figure as it was when the first page was read: the amounts of all pages sum to it. A page
 * may hold fewer rows than its limit, or none, and still have a next one.
 */
export const explainOutput = z.strictObject({
  figure: figureSchema,
  assetId: z.string().nullable(),
  total: z.string(),
  items: z.array(explainedSchema),
  nextCursor: z.string().nullable(),
});
export type ExplainOutput = z.infer<typeof explainOutput>;
