/** The callables of `orders`: everything acts on the caller's own orders. */
import { z } from "zod";
import { accountSchema, balanceSchema, entrySchema, fillSchema } from "../accounts/contract.js";
import {
  assetIdSchema,
  assetPrice,
  assetQuantity,
  clientId,
  moment,
  pageInput,
  pageOf,
  percentBelowWhole,
  percentOfWhole,
  usdAmount,
} from "../money/wire.js";

export const orderSideSchema = z.enum(["buy", "sell"]);
export const orderTypeSchema = z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]);
export const timeInForceSchema = z.enum(["gtc", "day", "gtd", "ioc", "fok"]);
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

/** The id of any order: one made by a client, or that of a leg, `<parent>.takeProfit` or `<parent>.stopLoss`. */
export const anyOrderId = z
  .string()
  .regex(
    /^(?!__.*__$)[A-Za-z0-9_-]{1,64}(\.(takeProfit|stopLoss))?$/,
    "must be the id of an order or of one of its legs",
  );

/** How far a trailing stop stays behind: in USD, or in percent of the best price. Exactly one. */
export const trailSchema = z
  .strictObject({ amount: assetPrice.optional(), percent: percentBelowWhole.optional() })
  .refine(({ amount, percent }) => (amount === undefined) !== (percent === undefined), {
    message: "give exactly one of amount and percent",
  });

const takeProfitSchema = z.strictObject({ limitPrice: assetPrice });
/** A stop, with a limit or without, or a trail. */
const stopLossSchema = z
  .strictObject({
    stopPrice: assetPrice.optional(),
    limitPrice: assetPrice.optional(),
    trail: trailSchema.optional(),
  })
  .refine(({ stopPrice, trail }) => (stopPrice === undefined) !== (trail === undefined), {
    message: "give exactly one of stopPrice and trail",
  })
  .refine(({ trail, limitPrice }) => trail === undefined || limitPrice === undefined, {
    message: "a trail goes without limitPrice",
  });

const placeFields = {
  assetId: assetIdSchema,
  side: orderSideSchema,
  type: orderTypeSchema,
  quantity: assetQuantity.optional(),
  notional: usdAmount.optional(),
  limitPrice: assetPrice.optional(),
  stopPrice: assetPrice.optional(),
  trail: trailSchema.optional(),
  timeInForce: timeInForceSchema.optional(),
  expiresAt: moment.optional(),
  takeProfit: takeProfitSchema.optional(),
  stopLoss: stopLossSchema.optional(),
  maxPrice: assetPrice.optional(),
  minPrice: assetPrice.optional(),
};
type PlaceFields = z.output<z.ZodObject<typeof placeFields>>;

/** Which prices an order type needs; it goes without the others. */
const pricesOf: Record<z.output<typeof orderTypeSchema>, readonly (keyof PlaceFields)[]> = {
  market: [],
  limit: ["limitPrice"],
  stop: ["stopPrice"],
  stop_limit: ["limitPrice", "stopPrice"],
  trailing_stop: ["trail"],
};

type Complaint = readonly [fields: readonly (keyof PlaceFields)[], message: string];

/** Fields that don't go together: each is named. */
function complaintsOf(input: PlaceFields): Complaint[] {
  const { type, side, quantity, notional, timeInForce, expiresAt } = input;
  const given = (field: keyof PlaceFields) => input[field] !== undefined;
  const complaints: Complaint[] = [];
  const complain = (when: boolean, ...complaint: Complaint) => when && complaints.push(complaint);
  const sized = (quantity !== undefined) !== (notional !== undefined);
  complain(!sized, ["quantity", "notional"], "give exactly one of quantity and notional");
  if (sized && notional !== undefined) {
    complain(side === "sell", ["notional"], "is for buys; sell by quantity");
    complain(type !== "market", ["notional", "type"], "notional goes with market orders only");
  }
  for (const field of ["limitPrice", "stopPrice", "trail"] as const) {
    const needed = pricesOf[type].includes(field);
    complain(needed && !given(field), [field], `is needed for a ${type} order`);
    complain(!needed && given(field), [field, "type"], `a ${type} order goes without ${field}`);
  }
  const legs = (["takeProfit", "stopLoss"] as const).filter(given);
  const immediate = timeInForce === "ioc" || timeInForce === "fok";
  const rests = type !== "market" || legs.length > 0;
  const allowed = type === "limit" && legs.length === 0 ? true : rests ? !immediate : timeInForce === "ioc";
  complain(
    timeInForce !== undefined && !allowed,
    ["timeInForce", type === "limit" && legs[0] ? legs[0] : "type"],
    rests ? "an order that waits for a price is gtc, day or gtd" : "a market order is ioc",
  );
  complain(
    (timeInForce === "gtd") !== (expiresAt !== undefined),
    ["expiresAt", "timeInForce"],
    "expiresAt goes with gtd, and gtd with expiresAt",
  );
  complain(given("maxPrice") && !(type === "market" && side === "buy"), ["maxPrice"], "is for market buys");
  complain(given("minPrice") && !(type === "market" && side === "sell"), ["minPrice"], "is for market sells");
  return complaints;
}

function checkTogether(input: PlaceFields, context: z.core.$RefinementCtx): void {
  for (const [fields, message] of complaintsOf(input)) {
    for (const field of fields) context.addIssue({ code: "custom", path: [field], message });
  }
}

/**
 * An order. Exactly one of `quantity` (in the asset) and `notional` (in USD, fee inside, market buys only).
 * - `market` fills at once at the quote with the whole depth, the rest is cancelled; `maxPrice` (buys) or `minPrice`
 *   (sells) refuses it where the quote is worse.
 * - `limit` needs `limitPrice`; `stop` `stopPrice`; `stop_limit` both; `trailing_stop` `trail`.
 * - `timeInForce`: `gtc` (the default of what rests), `day`, `gtd` with `expiresAt`; limits also `ioc` and `fok`; a
 *   market order is `ioc`.
 * - `takeProfit`, `stopLoss`: legs on the other side that wait until the order has filled; of a market order with
 *   legs, `timeInForce` and `expiresAt` are those of the legs.
 */
export const placeInput = z.strictObject({ orderId: clientId, ...placeFields }).superRefine(checkTogether);
export type PlaceInput = z.input<typeof placeInput>;

/** As for placing; nothing is stored, so the id may be left out. */
export const previewInput = z
  .strictObject({ orderId: clientId.default("preview"), ...placeFields })
  .superRefine(checkTogether);
export type PreviewInput = z.input<typeof previewInput>;

/**
 * `filledValue` is the cost of a buy or the proceeds of a sell before `fee`, in USD; `averagePrice` is that over
 * `filledQuantity`, rounded half up for display; `reason` says why an order ended without being filled. `stopPrice`
 * of a trailing stop is where it stands now, behind `mark`; `collarPrice` is the most that a buy without limit pays.
 * A leg names its `parentId`, a parent its `legIds`; of two open legs one carries the `hold` of both.
 */
export const orderSchema = z.strictObject({
  orderId: z.string(),
  assetId: z.string(),
  side: orderSideSchema,
  type: orderTypeSchema,
  timeInForce: timeInForceSchema,
  status: orderStatusSchema,
  trigger: z.enum(["none", "pending", "triggered"]),
  quantity: z.string(),
  notional: z.string().nullable(),
  limitPrice: z.string().nullable(),
  stopPrice: z.string().nullable(),
  trail: z
    .union([z.strictObject({ amount: z.string() }), z.strictObject({ percent: z.string() })])
    .nullable(),
  mark: z.string().nullable(),
  collarPrice: z.string().nullable(),
  expiresAt: z.string().nullable(),
  filledQuantity: z.string(),
  filledValue: z.string(),
  averagePrice: z.string().nullable(),
  fee: z.string(),
  feeRate: z.string(),
  hold: z.string(),
  parentId: z.string().nullable(),
  legIds: z.array(z.string()),
  replaces: z.string().nullable(),
  replacedBy: z.string().nullable(),
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

/**
 * What placing would do now: `value` is what the whole order costs or brings before `fee`, at the quote as far as it
 * fills at once and at its own worst price for the rest; `hold` is what stays reserved; balances after it.
 */
export const previewOutput = z.strictObject({
  order: orderSchema,
  legs: z.array(orderSchema),
  cost: z.string(),
  fee: z.string(),
  hold: z.string(),
  balances: z.array(balanceSchema),
});
export type PreviewOutput = z.infer<typeof previewOutput>;

export const cancelInput = z.strictObject({ orderId: anyOrderId });
export type CancelInput = z.input<typeof cancelInput>;
/** Cancelled again, an order that its owner has cancelled answers as before, `replayed`. */
export const cancelOutput = placeOutput;
export type CancelOutput = PlaceOutput;

export const cancelAllInput = z.strictObject({ assetId: assetIdSchema.optional() });
export type CancelAllInput = z.input<typeof cancelAllInput>;
/** One result an order that was open: its record after the cancel, or why it could not be cancelled. */
export const cancelAllOutput = z.strictObject({
  results: z.array(
    z.strictObject({ orderId: z.string(), order: orderSchema.nullable(), reason: z.string().nullable() }),
  ),
  account: accountSchema,
});
export type CancelAllOutput = z.infer<typeof cancelAllOutput>;

/**
 * What is left out stays. `quantity` counts what is filled already: the new order is for the rest. Legs follow, and a
 * leg may get another price.
 */
export const replaceInput = z
  .strictObject({
    orderId: anyOrderId,
    newOrderId: clientId,
    quantity: assetQuantity.optional(),
    limitPrice: assetPrice.optional(),
    stopPrice: assetPrice.optional(),
  })
  .superRefine(({ orderId, newOrderId, quantity, limitPrice, stopPrice }, context) => {
    const issue = (message: string, ...fields: string[]) => {
      for (const field of fields) context.addIssue({ code: "custom", path: [field], message });
    };
    if ((quantity ?? limitPrice ?? stopPrice) === undefined) {
      issue("give at least one of quantity, limitPrice and stopPrice", "quantity", "limitPrice", "stopPrice");
    }
    if (orderId === newOrderId) issue("must be another id than orderId", "newOrderId");
  });
export type ReplaceInput = z.input<typeof replaceInput>;
/** `order` is the new one, `replaced` the old one; each names the other. */
export const replaceOutput = z.strictObject({ ...placeOutput.shape, replaced: orderSchema });
export type ReplaceOutput = z.infer<typeof replaceOutput>;

/** Sells a position, or a part of it, at the market. Exactly one of `quantity` and `percent` of the whole position. */
export const closeInput = z
  .strictObject({
    orderId: clientId,
    assetId: assetIdSchema,
    quantity: assetQuantity.optional(),
    percent: percentOfWhole.optional(),
  })
  .superRefine(({ quantity, percent }, context) => {
    if ((quantity === undefined) !== (percent === undefined)) return;
    const message = "give exactly one of quantity and percent";
    context.addIssue({ code: "custom", path: ["quantity"], message });
    context.addIssue({ code: "custom", path: ["percent"], message });
  });
export type CloseInput = z.input<typeof closeInput>;
export const closeOutput = placeOutput;
export type CloseOutput = PlaceOutput;

export const getInput = z.strictObject({ orderId: anyOrderId });
export type GetInput = z.input<typeof getInput>;

/** A fill as it stands in its entry. */
export const orderFillSchema = z.strictObject({
  entryId: z.string(),
  seq: z.int(),
  at: z.string(),
  ...fillSchema.shape,
});
/** `legs`: those of a bracket. `entries`: all that the order has moved, oldest first; `fills` are those among them. */
export const getOutput = z.strictObject({
  order: orderSchema,
  legs: z.array(orderSchema),
  fills: z.array(orderFillSchema),
  entries: z.array(entrySchema),
});
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
