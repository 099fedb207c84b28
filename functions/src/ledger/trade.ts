/** One trade of an order: what it makes of the order's figures, and how the money and the asset move. */
import { divide } from "../money/amount.js";
import { settlementAssetId, settlementScale } from "../money/asset.js";
import { balanceOf, positionOf, type Account } from "./account.js";
import { move, type Draft, type Fill, type PositionChange, type Slot } from "./entry.js";
import type { Order } from "./order.js";
import { feeOn, roundedValue } from "./pricing.js";

export type Trade = { readonly quantity: bigint; readonly price: bigint };

/**
 * The order after a trade, and the fill. The cumulative figures are rounded, not each fill: so that fills never
 * overshoot the first hold. Status and hold are the caller's to set.
 */
export function traded(order: Order, { quantity, price }: Trade): { order: Order; fill: Fill } {
  const exactValue = order.exactValue + quantity * price;
  const filledValue = roundedValue(exactValue, order, order.side);
  const fee = feeOn(filledValue, order.feeRate);
  const filledQuantity = order.filledQuantity + quantity;
  const { side, priceScale } = order;
  const fill: Fill = {
    ...{ side, quantity, price, priceScale },
    value: filledValue - order.filledValue,
    fee: fee - order.fee,
  };
  return { order: { ...order, filledQuantity, exactValue, filledValue, fee }, fill };
}

/** By what a fill moves the position: a buy adds what was paid, a sale takes its share of the cost, rounded down. */
export function positionChange(account: Account, { assetId, scale }: Order, fill: Fill): PositionChange {
  if (fill.side === "buy") return { assetId, cost: fill.value + fill.fee, realised: 0n };
  const { available, held } = balanceOf(account, assetId, scale);
  // The last unit takes the remainder: floor(cost × held ÷ held) is the whole cost.
  const removed = divide(positionOf(account, assetId).cost * fill.quantity, available + held, "down");
  return { assetId, cost: -removed, realised: fill.value - fill.fee - removed };
}

/** What an order holds and pays in: USD for a buy, the asset for a sell. */
export function heldAsset({ side, assetId, scale }: Order): { assetId: string; scale: number } {
  return side === "buy" ? { assetId: settlementAssetId, scale: settlementScale } : { assetId, scale };
}

/** What a change takes from the available balance beyond the hold that is there; negative: it gives back. */
export function takenFromAvailable(
  { side }: Order,
  fill: Fill | null,
  hold: { before: bigint; after: bigint },
): bigint {
  const paid = fill === null ? 0n : side === "buy" ? fill.value + fill.fee : fill.quantity;
  return paid + hold.after - hold.before;
}

/** Posts a fill and the change of its order's hold: paid out of the hold first, the rest released or reserved. */
export function settle(
  draft: Draft,
  order: Order,
  fill: Fill | null,
  hold: { before: bigint; after: bigint },
): void {
  const paying = heldAsset(order);
  let held = hold.before;
  const pay = (to: Slot, amount: bigint) => {
    const fromHold = amount < held ? amount : held;
    move(draft, paying.assetId, paying.scale, "held", to, fromHold);
    move(draft, paying.assetId, paying.scale, "available", to, amount - fromHold);
    held -= fromHold;
  };
  if (fill && order.side === "buy") {
    pay("market", fill.value);
    pay("fees", fill.fee);
    move(draft, order.assetId, order.scale, "market", "available", fill.quantity);
  } else if (fill) {
    pay("market", fill.quantity);
    move(draft, settlementAssetId, settlementScale, "market", "available", fill.value);
    move(draft, settlementAssetId, settlementScale, "available", "fees", fill.fee);
  }
  if (held > hold.after) move(draft, paying.assetId, paying.scale, "held", "available", held - hold.after);
  else move(draft, paying.assetId, paying.scale, "available", "held", hold.after - held);
}
