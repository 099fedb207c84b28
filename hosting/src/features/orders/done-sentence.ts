import type { OrderView, PlaceOutput } from "@bourse/functions/orders/contract";
import { formatDecimal, formatUsd, isZero } from "../../lib/money.js";
import { pricesOf, reasonSentence, typeWord } from "./order-words.js";

/** What came of an order, as one or two sentences. */
export function doneSentence({ order, replayed }: PlaceOutput): string {
  const { side, assetId, filledQuantity, filledValue, averagePrice, fee } = order;
  if (isZero(filledQuantity) || averagePrice === null) return `${againWord(replayed)}${unfilled(order)}`;
  const done = side === "buy" ? "Bought" : "Sold";
  const feeWords = side === "buy" ? "plus" : "less";
  const traded =
    `${done} ${formatDecimal(filledQuantity)} ${assetId} at ${formatUsd(averagePrice)} for ` +
    `${formatUsd(filledValue)}, ${feeWords} a fee of ${formatUsd(fee)}.`;
  const rest = order.status === "filled" ? "" : ` ${unfilledRest(order)}`;
  return `${againWord(replayed)}${traded}${rest}`;
}

/** A repeat finds the first result: say so, or it looks as if the order had gone through twice. */
const againWord = (replayed: boolean) => (replayed ? "This order had already gone through, once. " : "");

function unfilled(order: OrderView): string {
  const { side, assetId, status, type, quantity } = order;
  const word = side === "buy" ? "buy" : "sell";
  if (status !== "open") {
    return [`Your order to ${word} ${assetId} was not filled.`, reasonSentence(order.reason)]
      .filter((sentence) => sentence !== null)
      .join(" ");
  }
  const prices = pricesOf(order);
  const what = `${typeWord(type).toLowerCase()} order to ${word} ${formatDecimal(quantity)} ${assetId}`;
  return `Your ${what}${prices ? ` at ${prices}` : ""} is open.`;
}

function unfilledRest({ quantity, assetId, status }: OrderView): string {
  const whole = `${formatDecimal(quantity)} ${assetId}`;
  return status === "partially_filled" || status === "open"
    ? `The rest of the ${whole} stays open.`
    : `That is all there was at this price: the rest of the ${whole} was cancelled.`;
}
