/** What came of cancelling and changing orders, as sentences. */
import type { CancelAllOutput, OrderView, ReplaceOutput } from "@bourse/functions/orders/contract";
import { Failure, type FailureReason } from "../../lib/failure.js";
import { formatDecimal, formatUsd, isZero } from "../../lib/money.js";
import { sentenceFor } from "../../lib/sentences.js";
import { pricesOf, typeWord } from "./order-words.js";

type Named = Pick<OrderView, "side" | "assetId" | "limitPrice" | "stopPrice"> & { readonly type: string };

const typePhrase = ({ side, type, assetId }: Named) =>
  `${typeWord(type).toLowerCase()} order to ${side === "buy" ? "buy" : "sell"} ${assetId}`;

export function cancelledSentence({ order }: { order: OrderView }): string {
  const filled = isZero(order.filledQuantity)
    ? ""
    : ` ${formatDecimal(order.filledQuantity)} ${order.assetId} had been filled before.`;
  return `Your ${typePhrase(order)} is cancelled.${filled}`;
}

export function changedSentence({ order }: ReplaceOutput): string {
  const prices = pricesOf(order);
  const at = prices ? ` at ${prices}` : "";
  if (order.status === "filled" && order.averagePrice !== null) {
    return `Your changed order filled at once, at ${formatUsd(order.averagePrice)}.`;
  }
  return `Changed: your ${typePhrase(order)} is now for ${formatDecimal(order.quantity)}${at}.`;
}

/** What an order that had ended meanwhile ended as: nobody did anything wrong. */
const endings: Readonly<Record<string, string>> = {
  filled: "it filled a moment before",
  cancelled: "it had been cancelled already",
  expired: "its time was over a moment before",
  replaced: "it had been changed already",
};

/** A failure of a cancel or a change. That an order ended in the meantime is the market's way, not a mistake. */
export function tooLateSentence(failure: Failure): string {
  if (failure.reason !== "order_is_closed") return sentenceFor(failure);
  const { status = "" } = failure.facts;
  const ending = Object.hasOwn(endings, status) ? endings[status] : "it had ended a moment before";
  return `There was nothing left to do for this order: ${ending}.`;
}

const orders = (count: number) => `${count} ${count === 1 ? "order" : "orders"}`;

export function cancelledAllSentence({ results }: CancelAllOutput): string {
  const cancelled = results.filter(({ order }) => order !== null).length;
  const left = results.filter(({ order }) => order === null);
  if (results.length === 0) return "There was no open order left to cancel.";
  if (left.length === 0) return `Cancelled ${orders(cancelled)}.`;
  const reasons = new Set(
    left.map(({ reason }) =>
      tooLateSentence(new Failure({ reason: (reason ?? "internal_error") as FailureReason })),
    ),
  );
  return `Cancelled ${orders(cancelled)}, but not ${left.length}. ${[...reasons].join(" ")}`;
}
