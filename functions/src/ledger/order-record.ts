/** The record of an order. */
import { z } from "zod";
import { formatFixed } from "../money/amount.js";
import { formatAmount } from "../money/asset.js";
import { orderSides, orderStatuses, orderTypes, timesInForce, type Order } from "./order.js";
import {
  decimalSchema,
  isoTime,
  requestSchema,
  scaleSchema,
  writeCents,
  type RequestRecord,
} from "./record.js";

export const orderRecordSchema = z.strictObject({
  orderId: z.string(),
  assetId: z.string(),
  side: z.enum(orderSides),
  type: z.enum(orderTypes),
  timeInForce: z.enum(timesInForce),
  status: z.enum(orderStatuses),
  trigger: z.enum(["none", "pending", "triggered"]),
  scale: scaleSchema,
  priceScale: scaleSchema,
  quantity: decimalSchema,
  notional: decimalSchema.nullable(),
  filledQuantity: decimalSchema,
  filledValue: decimalSchema,
  fee: decimalSchema,
  feeRate: decimalSchema,
  hold: decimalSchema,
  reason: z.string().nullable(),
  acceptedSeq: z.int().positive(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  request: requestSchema,
  commitId: z.string(),
});
export type OrderRecord = z.infer<typeof orderRecordSchema>;

const feeRateDecimals = 6;

export function orderRecord(
  order: Order,
  keeping: { request: RequestRecord; commitId: string },
): OrderRecord {
  const units = (amount: bigint) => formatAmount(amount, order.assetId, order.scale);
  const { createdAtMs, updatedAtMs, ...rest } = order;
  return {
    ...rest,
    quantity: units(order.quantity),
    notional: order.notional === null ? null : writeCents(order.notional),
    filledQuantity: units(order.filledQuantity),
    filledValue: writeCents(order.filledValue),
    fee: writeCents(order.fee),
    feeRate: formatFixed(order.feeRate, feeRateDecimals),
    hold: order.side === "buy" ? writeCents(order.hold) : units(order.hold),
    createdAt: isoTime(createdAtMs),
    updatedAt: isoTime(updatedAtMs),
    ...keeping,
  };
}
