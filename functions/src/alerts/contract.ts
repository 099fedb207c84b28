/** The callables of `alerts`: the caller is told once when an asset's price has reached a price. */
import { z } from "zod";
import { assetIdSchema, assetPrice, clientId, pageInput, pageOf, shownText } from "../money/wire.js";

export const directionSchema = z.enum(["above", "below"]);
export const alertStatusSchema = z.enum(["open", "triggered", "deleted", "expired"]);

/** `price` in USD. `triggeredPrice` is the price that reached it, of the quote numbered `triggeredSequence`. */
export const alertSchema = z.strictObject({
  alertId: z.string(),
  assetId: z.string(),
  direction: directionSchema,
  price: z.string(),
  note: z.string().nullable(),
  status: alertStatusSchema,
  /** Number of the quote that was current when the alert was made; 0: there was none. */
  createdSequence: z.int(),
  triggeredAt: z.string().nullable(),
  triggeredPrice: z.string().nullable(),
  triggeredSequence: z.int().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type AlertView = z.infer<typeof alertSchema>;

/** `above`: fires at the price or over it; `below`: at the price or under it. It expires after 90 days. */
export const createInput = z.strictObject({
  alertId: clientId,
  assetId: assetIdSchema,
  direction: directionSchema,
  price: assetPrice,
  note: shownText(140).optional(),
});
export type CreateInput = z.input<typeof createInput>;
export const createOutput = z.strictObject({ alert: alertSchema, replayed: z.boolean() });
export type CreateOutput = z.infer<typeof createOutput>;

export const listInput = z.strictObject({ ...pageInput, status: alertStatusSchema.optional() });
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(alertSchema);
export type ListOutput = z.infer<typeof listOutput>;

export const deleteInput = z.strictObject({ alertId: clientId });
export type DeleteInput = z.input<typeof deleteInput>;
/** `replayed`: it had been deleted before. */
export const deleteOutput = z.strictObject({ alert: alertSchema, replayed: z.boolean() });
export type DeleteOutput = z.infer<typeof deleteOutput>;
