/** The callables of `orders`: everything acts on the caller's own orders. */
import { z } from "zod";
import { accountSchema, fillSchema } from "../accounts/contract.js";
import {
  assetIdSchema,
  assetQuantity,
  clientId,
  moment,
  pageInput,
  pageOf,
  usdAmount,
} from "../money/wire.js";

export const orderSideSchema = z.enum(["buy", "sell"]);
export const orderTypeSchema = z.enum(["market"]);
export const orderStatusSchema = z.enum([
  "held",
  "open",
  "partially_filled",
  "filled",
  "cancelled",
  "expired",
  "replaced",
  "rejected",
]);

/**
 * A market order: fills at once at the current quote, with the whole depth; what the depth does not cover is
 * cancelled. Exactly one of `quantity` (in the asset) and `notional` (in USD, fee inside, buys only).
 */
export const placeInput = z
  .strictObject({
    orderId: clientId,
    assetId: assetIdSchema,
    side: orderSideSchema,
    type: orderTypeSchema,
    quantity: assetQuantity.optional(),
    notional: usdAmount.optional(),
    timeInForce: z.enum(["ioc"], { error: 'must be "ioc" for a market order' }).optional(),
  })
  .superRefine((input, context) => {
    const both = input.quantity !== undefined && input.notional !== undefined;
    const neither = input.quantity === undefined && input.notional === undefined;
    if (both || neither) {
      const message = "give exactly one of quantity and notional";
      context.addIssue({ code: "custom", path: ["quantity"], message });
      context.addIssue({ code: "custom", path: ["notional"], message });
    } else if (input.notional !== undefined && input.side === "sell") {
      context.addIssue({ code: "custom", path: ["notional"], message: "is for buys; sell by quantity" });
    }
  });
export type PlaceInput = z.input<typeof placeInput>;

/**
 * `filledValue` is the cost of a buy or the proceeds of a sell before `fee`, in USD; `averagePrice` is that over
 * `filledQuantity`, rounded half up for display; `reason` says why an order ended without being filled.
 */
export const orderSchema = z.strictObject({
  orderId: z.string(),
  assetId: z.string(),
  side: orderSideSchema,
  type: orderTypeSchema,
  timeInForce: z.enum(["gtc", "day", "gtd", "ioc", "fok"]),
  status: orderStatusSchema,
  trigger: z.enum(["none", "pending", "triggered"]),
  quantity: z.string(),
  notional: z.string().nullable(),
  filledQuantity: z.string(),
  filledValue: z.string(),
  averagePrice: z.string().nullable(),
  fee: z.string(),
  feeRate: z.string(),
  hold: z.string(),
  reason: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type OrderView = z.infer<typeof orderSchema>;

export const placeOutput = z.strictObject({
  order: orderSchema,
  account: accountSchema,
  replayed: z.boolean(),
});
export type PlaceOutput = z.infer<typeof placeOutput>;

export const getInput = z.strictObject({ orderId: clientId });
export type GetInput = z.input<typeof getInput>;

/** A fill as it stands in its entry. */
export const orderFillSchema = z.strictObject({
  entryId: z.string(),
  seq: z.int(),
  at: z.string(),
  ...fillSchema.shape,
});
export const getOutput = z.strictObject({ order: orderSchema, fills: z.array(orderFillSchema) });
export type GetOutput = z.infer<typeof getOutput>;

/**
 * `from` counts, `to` does not. `changedSince` keeps orders that changed at that moment or later, sorts by the last
 * change and stands alone.
 */
export const listInput = z
  .strictObject({
    ...pageInput,
    status: orderStatusSchema.optional(),
    assetId: assetIdSchema.optional(),
    side: orderSideSchema.optional(),
    from: moment.optional(),
    to: moment.optional(),
    changedSince: moment.optional(),
  })
  .refine(({ changedSince, from, to }) => changedSince === undefined || (from ?? to) === undefined, {
    path: ["changedSince"],
    message: "goes without from and to",
  });
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(orderSchema);
export type ListOutput = z.infer<typeof listOutput>;
