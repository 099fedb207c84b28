/**
 * The noun of `alerts`: a user's wish to be told when an asset's price reaches a price. An alert is open until it
 * fires, is deleted or expires, and nothing happens to it after that. It fires at most once, on a quote that is
 * newer than the one it was made on. `triggerAbove` and `triggerBelow` are the price as a number, only so that an
 * index finds candidates: as numbers keep the order of the decimals they come from, it finds at least all that
 * crossed, and `crossing` compares the decimals.
 */
import { z } from "zod";
import { readDecimal } from "../money/amount.js";
import { priceScaleMax } from "../money/wire.js";
import { alertStatusSchema, directionSchema, type AlertView } from "./contract.js";

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const alertRecordSchema = z.strictObject({
  alertId: z.string(),
  uid: z.string(),
  assetId: z.string(),
  direction: directionSchema,
  price: decimal,
  note: z.string().nullable(),
  status: alertStatusSchema,
  /** Whether the status is `open`: what the index asks for. */
  open: z.boolean(),
  triggerAbove: z.number().nullable(),
  triggerBelow: z.number().nullable(),
  createdSequence: z.int().min(0),
  triggeredAt: z.iso.datetime().nullable(),
  triggeredPrice: decimal.nullable(),
  triggeredSequence: z.int().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type AlertRecord = z.infer<typeof alertRecordSchema>;

/** Open alerts that a user may have. */
export const openAlertsMax = 100;
const lifetimeMs = 90 * 86_400_000;

export type AlertTerms = Pick<AlertRecord, "alertId" | "uid" | "assetId" | "direction" | "price" | "note">;

export function newAlert(terms: AlertTerms, createdSequence: number, nowMs: number): AlertRecord {
  const { direction, price } = terms;
  return {
    ...terms,
    ...{ status: "open", open: true, createdSequence },
    triggerAbove: direction === "above" ? Number(price) : null,
    triggerBelow: direction === "below" ? Number(price) : null,
    ...{ triggeredAt: null, triggeredPrice: null, triggeredSequence: null },
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + lifetimeMs).toISOString(),
  };
}

/** A price as an integer whatever the decimals of its asset: prices of one asset compare alike. */
const exact = (price: string) => readDecimal(price, priceScaleMax);

export const isReached = ({ direction, price }: Pick<AlertRecord, "direction" | "price">, at: string) =>
  direction === "above" ? exact(at) >= exact(price) : exact(at) <= exact(price);

/** Prices of an asset over one quote, or over several that were merged. Times are ISO, prices USD. */
export type TickRange = {
  readonly low: string;
  readonly high: string;
  /** The last price. */
  readonly price: string;
  /** Number of the last quote, and of the first one that is merged into this; by default the same. */
  readonly sequence: number;
  readonly firstSequence?: number;
  readonly at: string;
};

/**
 * The price that fires the alert, or null. Of a merged range that began before the alert was made, only the last
 * price is known to be newer than the alert.
 */
export function crossing(alert: AlertRecord, range: TickRange): string | null {
  const { direction, createdSequence, expiresAt, open } = alert;
  if (!open || range.sequence <= createdSequence) return null;
  if (Date.parse(range.at) >= Date.parse(expiresAt)) return null;
  const isWholeNewer = (range.firstSequence ?? range.sequence) > createdSequence;
  const extreme = direction === "above" ? range.high : range.low;
  const price = isWholeNewer ? extreme : range.price;
  return isReached(alert, price) ? price : null;
}

/** The lowest and the highest price of some ranges, as numbers for the index. */
export function extremesOf(ranges: readonly TickRange[]): { low: number; high: number } {
  return {
    low: Math.min(...ranges.map(({ low }) => Number(low))),
    high: Math.max(...ranges.map(({ high }) => Number(high))),
  };
}

/** Names of the fields in which a repeat differs; a price is the same however many zeros it ends in. */
export function differences(alert: AlertRecord, terms: AlertTerms): string[] {
  const same = {
    assetId: alert.assetId === terms.assetId,
    direction: alert.direction === terms.direction,
    price: exact(alert.price) === exact(terms.price),
    note: alert.note === terms.note,
  };
  return Object.entries(same).flatMap(([field, isSame]) => (isSame ? [] : [field]));
}

export function alertView(record: AlertRecord): AlertView {
  const { uid: _, open: __, triggerAbove: ___, triggerBelow: ____, ...view } = record;
  return view;
}
