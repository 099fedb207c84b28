/**
 * An order is an instruction to trade, with a client-made id. The kernel makes and changes it; `orders/` reads
 * it out. Quantities are counts of the asset's smallest unit, prices of 10^-priceScale USD, money of cents.
 *
 * Terms: an order *rests* while it waits in the account for a tick. A *leg* is a protective order that a bracket
 * brings along: `held` until its *parent* ends, then open beside its *sibling*, and the two share one hold. The
 * *mark* of a trailing stop is the best price since it was opened; its stop follows the mark. A *collar* is the
 * worst price that a buy without a limit may pay.
 */
import { divide, powerOfTen } from "../money/amount.js";
import { valueDivisor } from "../money/asset.js";
import { feeOn } from "./pricing.js";

export const orderSides = ["buy", "sell"] as const;
export type OrderSide = (typeof orderSides)[number];

export const orderTypes = ["market", "limit", "stop", "stop_limit", "trailing_stop"] as const;
export type OrderType = (typeof orderTypes)[number];

export const orderStatuses = [
  "held",
  "open",
  "partially_filled",
  "filled",
  "cancelled",
  "expired",
  "replaced",
  "rejected",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const timesInForce = ["gtc", "day", "gtd", "ioc", "fok"] as const;
export type TimeInForce = (typeof timesInForce)[number];

/** How far the stop of a trailing order stays behind its mark: in price units, or in millionths of the mark. */
export type Trail = { readonly amount: bigint } | { readonly percent: bigint };

export type Order = {
  readonly orderId: string;
  /** The first order of the family: legs and replacements carry on its name. Holds move within it without postings. */
  readonly groupId: string;
  readonly assetId: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly status: OrderStatus;
  readonly trigger: "none" | "pending" | "triggered";
  /** Scales frozen when the order was accepted. */
  readonly scale: number;
  readonly priceScale: number;
  readonly quantity: bigint;
  /** The amount of USD that a notional buy asked for. */
  readonly notional: bigint | null;
  readonly limitPrice: bigint | null;
  /** Of a trailing stop: where it stands now. */
  readonly stopPrice: bigint | null;
  readonly trail: Trail | null;
  readonly mark: bigint | null;
  /** Of a buy without a limit: what it never pays more than. */
  readonly collarPrice: bigint | null;
  readonly expiresAtMs: number | null;
  readonly filledQuantity: bigint;
  /** Sum of quantity × price over the fills, not rounded: 10^-(scale + priceScale) USD. */
  readonly exactValue: bigint;
  /** Cumulative cost of a buy (rounded up), proceeds of a sell (rounded down), before fees. */
  readonly filledValue: bigint;
  readonly fee: bigint;
  /** Frozen when the order was accepted, in millionths. */
  readonly feeRate: bigint;
  /** Reserved for it; of two open legs one carries the hold of both. */
  readonly hold: bigint;
  readonly parentId: string | null;
  readonly legIds: readonly string[];
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  /** Why it ended, where it did not end by being filled. */
  readonly reason: string | null;
  /** The account's next sequence number when the order was accepted: the order of acceptance. */
  readonly acceptedSeq: number;
  /** Sequence of the last tick that it was decided on: that tick and those before are over for it. */
  readonly tickSequence: number;
  /** Entries that are called after it so far. */
  readonly entryCount: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

const closedStatuses: ReadonlySet<OrderStatus> = new Set([
  "filled",
  "cancelled",
  "expired",
  "replaced",
  "rejected",
]);

export const isClosed = ({ status }: Pick<Order, "status">) => closedStatuses.has(status);
export const isResting = ({ status }: Pick<Order, "status">) =>
  status === "open" || status === "partially_filled";
export const remainingOf = ({ quantity, filledQuantity }: Order) => quantity - filledQuantity;
export const oppositeOf = (side: OrderSide): OrderSide => (side === "buy" ? "sell" : "buy");

/** The worst price at which it trades once it is triggered; null: any. */
export const worstPrice = ({ limitPrice, collarPrice }: Order) => limitPrice ?? collarPrice;

/** Millionths. */
export const percentScale = 1_000_000n;

/** Where the stop of a trailing order stands: a price at or beyond the exact figure, so that prices compare exactly. */
export function trailingStop(side: OrderSide, mark: bigint, trail: Trail): bigint {
  if ("amount" in trail) return side === "sell" ? mark - trail.amount : mark + trail.amount;
  return side === "sell"
    ? divide(mark * (percentScale - trail.percent), percentScale, "down")
    : divide(mark * (percentScale + trail.percent), percentScale, "up");
}

/** In USD: stops below it get the wide collar. */
const collarBound = 50n;
const [wideCollar, narrowCollar] = [40n, 25n];
const thousandths = 1_000n;

/** A buy never pays more than its stop and 4 % below a stop of 50 USD, 2.5 % from there. */
export function collarPriceOf(stopPrice: bigint, priceScale: number): bigint {
  const collar = stopPrice < collarBound * powerOfTen(priceScale) ? wideCollar : narrowCollar;
  return divide(stopPrice * (thousandths + collar), thousandths, "down");
}

/**
 * What must be reserved for the rest of an order: the quantity of a sell; of a buy what the rest costs at its worst
 * price, by the cumulative rule, so that fills at or below it never overshoot.
 */
export function holdNeeded(order: Order): bigint {
  if (!isResting(order)) return 0n;
  const remaining = remainingOf(order);
  if (order.side === "sell") return remaining;
  const price = worstPrice(order);
  if (price === null) throw new TypeError("a buy without a worst price cannot rest");
  const value = divide(order.exactValue + remaining * price, valueDivisor(order), "up");
  return value - order.filledValue + feeOn(value, order.feeRate) - order.fee;
}

/**
 * Prices at which a tick concerns the order: at `above` or higher, at `below` or lower. They are its place in the
 * trigger index; the kernel decides by the exact figures.
 */
export function watchOf(order: Order): { above: bigint | null; below: bigint | null } {
  const { side, type, trigger, stopPrice, mark } = order;
  if (!isResting(order)) return { above: null, below: null };
  if (trigger === "pending" && stopPrice !== null) {
    const follows = type === "trailing_stop" && mark !== null;
    if (side === "buy") return { above: stopPrice, below: follows ? mark - 1n : null };
    return { above: follows ? mark + 1n : null, below: stopPrice };
  }
  const price = worstPrice(order);
  if (side === "buy") return { above: null, below: price };
  return { above: price ?? 0n, below: null };
}
