/** Makes the record of an order that was over in another system. What that system did not tell has its plainest value. */
import { importCommitId, importReason } from "./imported.js";
import { orderRecord, type OrderRecord } from "./order-record.js";
import type { OrderSide, OrderType } from "./order.js";

export type ImportedStatus = "filled" | "cancelled" | "expired" | "rejected";

/** Amounts as in `Order`: counts of the asset's smallest unit, prices of 10^-priceScale USD, money of cents. */
export type ImportedOrder = {
  readonly orderId: string;
  readonly assetId: string;
  readonly side: OrderSide;
  readonly type: Exclude<OrderType, "trailing_stop">;
  readonly status: ImportedStatus;
  readonly scale: number;
  readonly priceScale: number;
  readonly quantity: bigint;
  readonly filledQuantity: bigint;
  /** Quantity × price over its fills, in 10^-(scale + priceScale) USD. */
  readonly exactValue: bigint;
  /** Cost or proceeds before the fee. */
  readonly filledValue: bigint;
  readonly fee: bigint;
  readonly limitPrice: bigint | null;
  readonly stopPrice: bigint | null;
  readonly createdAtMs: number;
  readonly endedAtMs: number;
  /** The name that it had there. */
  readonly importedFrom: string;
};

export function importedOrder({ endedAtMs, importedFrom, ...order }: ImportedOrder): OrderRecord {
  const record = orderRecord(
    {
      ...order,
      groupId: order.orderId,
      timeInForce: order.type === "market" ? "ioc" : "gtc",
      trigger: order.stopPrice === null ? "none" : order.filledQuantity > 0n ? "triggered" : "pending",
      ...{ notional: null, trail: null, mark: null, collarPrice: null, expiresAtMs: null },
      ...{ feeRate: 0n, hold: 0n, parentId: null, legIds: [], replaces: null, replacedBy: null },
      reason: order.status === "filled" ? null : importReason,
      // Before the first entry of the account.
      acceptedSeq: 1,
      ...{ tickSequence: 0, entryCount: 0, updatedAtMs: endedAtMs },
    },
    { request: {}, commitId: importCommitId },
  );
  return { ...record, importedFrom };
}
