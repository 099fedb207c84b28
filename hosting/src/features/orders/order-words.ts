/** Orders in words. */
import type { OrderView } from "@bourse/functions/orders/contract";
import { formatUsd } from "../../lib/money.js";
import { formatMoment } from "../../lib/time.js";
import type { OrderType, TimeInForce } from "./draft.js";

export const typeWords: Record<OrderType, string> = {
  market: "Market",
  limit: "Limit",
  stop: "Stop",
  stop_limit: "Stop limit",
  trailing_stop: "Trailing stop",
};

export const timeWords: Record<TimeInForce, string> = {
  gtc: "Until cancelled",
  day: "Today, until midnight UTC",
  gtd: "Until a day and time",
  ioc: "At once, the rest is cancelled",
  fok: "At once and whole, or not at all",
};

export const statusWords: Record<OrderView["status"], string> = {
  held: "Waiting",
  open: "Open",
  partially_filled: "Partly filled",
  filled: "Filled",
  cancelled: "Cancelled",
  expired: "Expired",
  replaced: "Changed",
  rejected: "Rejected",
};

/** Why an order ended without being filled; what is not here is not a person's concern. */
const reasonWords: Readonly<Record<string, string>> = {
  cancelled_by_owner: "You cancelled it.",
  time_is_over: "Its time was over.",
  imported: "It ended before the account came here.",
  replaced: "You changed it: another order took its place.",
  parent_ended: "The order that it was to protect ended without being filled.",
  nothing_to_protect: "There was nothing left to protect.",
  sibling_filled: "Its counterpart filled first.",
  insufficient_funds: "There was not enough money for it when it opened.",
};

export const reasonSentence = (reason: string | null): string | null =>
  reason !== null && Object.hasOwn(reasonWords, reason) ? (reasonWords[reason] ?? null) : null;

const knownWord = (words: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(words, key) ? (words[key] ?? key) : key;

/** Open orders come from the account, whose contract leaves these open. */
export const typeWord = (type: string): string => knownWord(typeWords, type);

type Priced = Pick<OrderView, "limitPrice" | "stopPrice"> &
  Partial<Pick<OrderView, "trail">> & { readonly type: string };

/** "$29,000.00", or "stop $28,000.00, limit $27,900.00" where there are two; null for what has no price of its own. */
export function pricesOf({ type, limitPrice, stopPrice, trail }: Priced): string | null {
  if (type === "limit" && limitPrice !== null) return formatUsd(limitPrice);
  if (type === "stop" && stopPrice !== null) return formatUsd(stopPrice);
  const stop = type === "trailing_stop" ? "stop now" : "stop";
  // A trailing leg that is held has no stop yet, only its distance.
  if (stopPrice === null && trail) {
    return "amount" in trail ? `${formatUsd(trail.amount)} behind` : `${trail.percent} % behind`;
  }
  const parts = [
    stopPrice !== null && `${stop} ${formatUsd(stopPrice)}`,
    limitPrice !== null && `limit ${formatUsd(limitPrice)}`,
  ];
  return parts.filter((part) => part !== false).join(", ") || null;
}

/** How long it stays, in words. */
export const timeSentence = (order: { timeInForce: string; expiresAt: string | null }): string =>
  order.timeInForce === "gtd" && order.expiresAt !== null
    ? `Until ${formatMoment(order.expiresAt)}`
    : knownWord(timeWords, order.timeInForce);
