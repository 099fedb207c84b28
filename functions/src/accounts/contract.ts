/** The callables of `accounts`: everything acts on the caller's own account. */
import { z } from "zod";
import { assetIdSchema, clientId, moment, pageInput, pageOf, usdAmount } from "../money/wire.js";

export const getInput = z.strictObject({});

/** Amounts are decimal strings: USD with two decimals, quantities without trailing zeros. */
export const balanceSchema = z.strictObject({ assetId: z.string(), available: z.string(), held: z.string() });

/** `cost` is what is held now has cost, buy fees included; `realised` is profit or loss so far; both in USD. */
export const positionSchema = z.strictObject({
  assetId: z.string(),
  quantity: z.string(),
  cost: z.string(),
  realised: z.string(),
});

/** An order that rests, or a leg that is held. `hold` is in USD for a buy, in the asset for a sell. */
export const openOrderSchema = z.strictObject({
  orderId: z.string(),
  assetId: z.string(),
  side: z.enum(["buy", "sell"]),
  type: z.string(),
  status: z.string(),
  trigger: z.string(),
  timeInForce: z.string(),
  quantity: z.string(),
  filledQuantity: z.string(),
  limitPrice: z.string().nullable(),
  stopPrice: z.string().nullable(),
  /** How far a trailing stop stays behind: USD, or percent of its best price. */
  trail: z
    .union([z.strictObject({ amount: z.string() }), z.strictObject({ percent: z.string() })])
    .nullable(),
  expiresAt: z.string().nullable(),
  parentId: z.string().nullable(),
  hold: z.string(),
  createdAt: z.string(),
});

export const accountSchema = z.strictObject({
  uid: z.string(),
  status: z.enum(["active", "frozen", "closed"]),
  balances: z.array(balanceSchema),
  positions: z.array(positionSchema),
  openOrders: z.array(openOrderSchema),
  seq: z.int(),
  /** Null until the first entry. */
  updatedAt: z.string().nullable(),
});
export type AccountView = z.infer<typeof accountSchema>;

export const entryKindSchema = z.enum([
  "deposit",
  "withdraw",
  "hold",
  "release",
  "fill",
  "reversal",
  "opening",
]);

export const postingSchema = z.strictObject({
  assetId: z.string(),
  account: z.string(),
  bucket: z.enum(["available", "held"]),
  amount: z.string(),
  balanceAfter: z.string().nullable(),
});

export const fillSchema = z.strictObject({
  side: z.enum(["buy", "sell"]),
  quantity: z.string(),
  price: z.string(),
  value: z.string(),
  fee: z.string(),
});

/** One immutable journal record. `hash` covers the canonical JSON of all else, `prevHash` included. */
export const entrySchema = z.strictObject({
  entryId: z.string(),
  kind: entryKindSchema,
  seq: z.int(),
  at: z.string(),
  orderId: z.string().nullable(),
  requestId: z.string().nullable(),
  reverses: z.string().nullable(),
  releases: z.string().nullable(),
  assetIds: z.array(z.string()),
  fill: fillSchema.nullable(),
  position: z.strictObject({ assetId: z.string(), cost: z.string(), realised: z.string() }).nullable(),
  postings: z.array(postingSchema),
  request: z.record(z.string(), z.string()).nullable(),
  commitId: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});
export type EntryView = z.infer<typeof entrySchema>;

/** `amount`: USD, more than zero, at most two decimals. */
export const moveInput = z.strictObject({
  requestId: clientId,
  amount: usdAmount,
  assetId: z.literal("USD", { error: 'must be "USD", the only asset that can be deposited' }).default("USD"),
});
export type MoveInput = z.input<typeof moveInput>;

export const moveOutput = z.strictObject({
  entry: entrySchema,
  account: accountSchema,
  replayed: z.boolean(),
});
export type MoveOutput = z.infer<typeof moveOutput>;

/** `from` counts, `to` does not. */
export const entriesInput = z.strictObject({
  ...pageInput,
  assetId: assetIdSchema.optional(),
  kind: entryKindSchema.optional(),
  from: moment.optional(),
  to: moment.optional(),
});
export type EntriesInput = z.input<typeof entriesInput>;
export const entriesOutput = pageOf(entrySchema);
export type EntriesOutput = z.infer<typeof entriesOutput>;

/** `limit`: records on a page. */
export const exportInput = z.strictObject({
  limit: z.int().min(1).max(500).default(500),
  cursor: pageInput.cursor,
});
export type ExportInput = z.input<typeof exportInput>;

/**
 * The lines of all pages, each ended by `\n`, are the export; `verifier/format.ts` says what they hold. Everything is
 * as it was when the first page was made. Refused with `export_is_too_old` 55 minutes after that.
 */
export const exportOutput = z.strictObject({ lines: z.array(z.string()), nextCursor: z.string().nullable() });
export type ExportOutput = z.infer<typeof exportOutput>;
