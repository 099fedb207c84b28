/** The record of an order: its own document, and its place in the account while it is open. */
import { z } from "zod";
import { formatFixed, formatShortest, readDecimal } from "../money/amount.js";
import { formatAmount, settlementScale } from "../money/asset.js";
import {
  isResting,
  orderSides,
  orderStatuses,
  orderTypes,
  timesInForce,
  watchOf,
  type Order,
  type Trail,
} from "./order.js";
import {
  decimalSchema,
  isoTime,
  readCents,
  requestSchema,
  scaleSchema,
  writeCents,
  type RequestRecord,
} from "./record.js";

const trailSchema = z.union([
  z.strictObject({ amount: decimalSchema }),
  z.strictObject({ percent: decimalSchema }),
]);

/** An order as the account keeps it while it is open. */
export const openOrderSchema = z.strictObject({
  orderId: z.string(),
  groupId: z.string(),
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
  limitPrice: decimalSchema.nullable(),
  stopPrice: decimalSchema.nullable(),
  trail: trailSchema.nullable(),
  mark: decimalSchema.nullable(),
  collarPrice: decimalSchema.nullable(),
  expiresAt: z.iso.datetime().nullable(),
  filledQuantity: decimalSchema,
  exactValue: decimalSchema,
  filledValue: decimalSchema,
  fee: decimalSchema,
  feeRate: decimalSchema,
  hold: decimalSchema,
  parentId: z.string().nullable(),
  legIds: z.array(z.string()),
  replaces: z.string().nullable(),
  replacedBy: z.string().nullable(),
  reason: z.string().nullable(),
  acceptedSeq: z.int().positive(),
  tickSequence: z.int().nonnegative(),
  entryCount: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type OpenOrderRecord = z.infer<typeof openOrderSchema>;

/**
 * The document of an order. `triggerAbove` and `triggerBelow` are numbers for the trigger index only: a tick at or
 * beyond them concerns the order. `expiryHour` is the UTC hour in which it expires, while it is open: an hour of all
 * orders is found by one key, and no index grows at one end with every order.
 */
export const orderRecordSchema = openOrderSchema.extend({
  triggerAbove: z.number().nullable(),
  triggerBelow: z.number().nullable(),
  expiryHour: z.string().nullable(),
  request: requestSchema,
  /** The commit that accepted it; `commitId` is the one that changed it last. */
  acceptedBy: z.string(),
  commitId: z.string(),
  /** Of an order that was over in another system before it came here: where it comes from. See `imported.ts`. */
  importedFrom: z.string().optional(),
});
export type OrderRecord = z.infer<typeof orderRecordSchema>;
/** What a later commit writes of an order: request and acceptance stay those of its placing. */
export type OrderChange = Omit<OrderRecord, "request" | "acceptedBy" | "importedFrom">;

const feeRateDecimals = 6;
/** A percentage in millionths has four decimals. */
const percentDecimals = 4;

export function openOrderRecord(order: Order): OpenOrderRecord {
  const { priceScale, scale, expiresAtMs, createdAtMs, updatedAtMs, ...rest } = order;
  const units = (amount: bigint) => formatAmount(amount, order.assetId, scale);
  const price = (amount: bigint | null) => (amount === null ? null : formatFixed(amount, priceScale));
  return {
    ...rest,
    ...{ scale, priceScale },
    quantity: units(order.quantity),
    notional: order.notional === null ? null : writeCents(order.notional),
    limitPrice: price(order.limitPrice),
    stopPrice: price(order.stopPrice),
    trail: order.trail && trailRecord(order.trail, priceScale),
    mark: price(order.mark),
    collarPrice: price(order.collarPrice),
    expiresAt: expiresAtMs === null ? null : isoTime(expiresAtMs),
    filledQuantity: units(order.filledQuantity),
    exactValue: formatFixed(order.exactValue, scale + priceScale),
    filledValue: writeCents(order.filledValue),
    fee: writeCents(order.fee),
    feeRate: formatFixed(order.feeRate, feeRateDecimals),
    hold: order.side === "buy" ? writeCents(order.hold) : units(order.hold),
    legIds: [...order.legIds],
    createdAt: isoTime(createdAtMs),
    updatedAt: isoTime(updatedAtMs),
  };
}

function trailRecord(trail: Trail, priceScale: number): NonNullable<OpenOrderRecord["trail"]> {
  return "amount" in trail
    ? { amount: formatFixed(trail.amount, priceScale) }
    : { percent: formatShortest(trail.percent, percentDecimals) };
}

export function readOpenOrder(record: OpenOrderRecord): Order {
  const { expiresAt, createdAt, updatedAt, ...rest } = record;
  const { scale, priceScale, side, trail } = record;
  const units = (text: string) => readDecimal(text, scale);
  const price = (text: string | null) => (text === null ? null : readDecimal(text, priceScale));
  return {
    ...rest,
    quantity: units(record.quantity),
    notional: record.notional === null ? null : readCents(record.notional),
    limitPrice: price(record.limitPrice),
    stopPrice: price(record.stopPrice),
    trail: trail && readTrail(trail, priceScale),
    mark: price(record.mark),
    collarPrice: price(record.collarPrice),
    expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt),
    filledQuantity: units(record.filledQuantity),
    exactValue: readDecimal(record.exactValue, scale + priceScale),
    filledValue: readCents(record.filledValue),
    fee: readCents(record.fee),
    feeRate: readDecimal(record.feeRate, feeRateDecimals),
    hold: readDecimal(record.hold, side === "buy" ? settlementScale : scale),
    createdAtMs: Date.parse(createdAt),
    updatedAtMs: Date.parse(updatedAt),
  };
}

function readTrail(trail: NonNullable<OpenOrderRecord["trail"]>, priceScale: number): Trail {
  return "amount" in trail
    ? { amount: readDecimal(trail.amount, priceScale) }
    : { percent: readDecimal(trail.percent, percentDecimals) };
}

/** The hour of a moment, `YYYY-MM-DDTHH` in UTC: what expiry is indexed by. */
export const hourOf = (atMs: number) => isoTime(atMs).slice(0, "YYYY-MM-DDTHH".length);

export function orderChange(order: Order, commitId: string): OrderChange {
  const { above, below } = watchOf(order);
  const { priceScale, expiresAtMs } = order;
  const number = (price: bigint | null) => (price === null ? null : Number(formatFixed(price, priceScale)));
  return {
    ...openOrderRecord(order),
    triggerAbove: number(above),
    triggerBelow: number(below),
    expiryHour: expiresAtMs !== null && isResting(order) ? hourOf(expiresAtMs) : null,
    commitId,
  };
}

export function orderRecord(
  order: Order,
  { request, commitId }: { request: RequestRecord; commitId: string },
): OrderRecord {
  return { ...orderChange(order, commitId), request, acceptedBy: commitId };
}
