/** An order as its owner sees it. */
import type { OrderChange, OrderRecord } from "../ledger/order-record.js";
import { divide, formatFixed, powerOfTen, readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { OrderView } from "./contract.js";

export function orderView(record: OrderRecord | OrderChange): OrderView {
  const {
    groupId: _groupId,
    scale: _scale,
    priceScale: _priceScale,
    exactValue: _exactValue,
    acceptedSeq: _acceptedSeq,
    tickSequence: _tickSequence,
    entryCount: _entryCount,
    triggerAbove: _triggerAbove,
    triggerBelow: _triggerBelow,
    expiryHour: _expiryHour,
    commitId: _commitId,
    request: _request,
    acceptedBy: _acceptedBy,
    importedFrom: _importedFrom,
    ...view
  }: OrderRecord & { request: object } = { request: {}, acceptedBy: "", ...record };
  return { ...view, averagePrice: averagePrice(record) };
}

/** Value over filled quantity, half up at the asset's price scale; null before the first fill. */
function averagePrice({ filledQuantity, filledValue, scale, priceScale }: OrderChange): string | null {
  const quantity = readDecimal(filledQuantity, scale);
  if (quantity === 0n) return null;
  const value = readDecimal(filledValue, settlementScale);
  const exponent = scale + priceScale - settlementScale;
  return formatFixed(divide(value * powerOfTen(exponent), quantity, "half_up"), priceScale);
}
