/**
 * An order is an instruction to trade, with a client-made id. The kernel makes and changes it; `orders/` reads
 * it out. Quantities are counts of the asset's smallest unit, prices of 10^-priceScale USD, money of cents.
 */
export const orderSides = ["buy", "sell"] as const;
export type OrderSide = (typeof orderSides)[number];

export const orderTypes = ["market"] as const;
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

export type Order = {
  readonly orderId: string;
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
  readonly filledQuantity: bigint;
  /** Cumulative cost of a buy, proceeds of a sell, before fees. */
  readonly filledValue: bigint;
  readonly fee: bigint;
  /** Frozen when the order was accepted, in millionths. */
  readonly feeRate: bigint;
  readonly hold: bigint;
  /** Why it ended, where it did not end by being filled. */
  readonly reason: string | null;
  /** The account's sequence number when the order was accepted: strictly growing, the order of acceptance. */
  readonly acceptedSeq: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};
