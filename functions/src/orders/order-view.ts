/** An order as its owner sees it. */
import type { OrderRecord } from "../ledger/order-record.js";
import { divide, formatFixed, powerOfTen, readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { OrderView } from "./contract.js";

export function orderView(record: OrderRecord): OrderView {
  const {
    acceptedSeq: _acceptedSeq,
    request: _request,
    commitId: _commitId,
    scale,
    priceScale,
    ...view
  } = record;
  return { ...view, averagePrice: averagePrice(record, scale, priceScale) };
}

/** Value over filled quantity, half up at the asset's price scale; null before the first fill. */
function averagePrice(record: OrderRecord, scale: number, priceScale: number): string | null {
  const quantity = readDecimal(record.filledQuantity, scale);
  if (quantity === 0n) return null;
  const value = readDecimal(record.filledValue, settlementScale);
  const exponent = scale + priceScale - settlementScale;
  return formatFixed(divide(value * powerOfTen(exponent), quantity, "half_up"), priceScale);
}
