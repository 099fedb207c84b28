/** The one map from the reason of a failure to what a person reads. */
import type { Facts, Failure, FailureReason } from "./failure.js";
import { formatUsd } from "./money.js";

type Sentence = string | ((facts: Facts) => string);

/** "of at most $5.00", where the figure is known. */
const figure = (before: string, usd: string | undefined) => (usd ? `${before} ${formatUsd(usd)}` : "");

const sentences: Record<FailureReason, Sentence> = {
  account_is_frozen: "Your account is frozen while we look into it. Please contact support.",
  amount_not_positive: "The amount must be more than zero.",
  insufficient_funds: ({ needed, available }) =>
    needed && available
      ? `Not enough money: this needs ${formatUsd(needed)} and ${formatUsd(available)} is available.`
      : "Not enough money is available for this.",
  insufficient_holdings: ({ needed, available }) =>
    needed && available
      ? `You cannot sell ${needed}: ${available} is available.`
      : "You cannot sell more than you hold.",
  daily_deposit_limit_reached: ({ limit }) =>
    `This is more than you can deposit in a day${figure(", which is", limit)}. The day ends at midnight UTC.`,
  daily_withdrawal_limit_reached: ({ limit }) =>
    `This is more than you can withdraw in a day${figure(", which is", limit)}. The day ends at midnight UTC.`,
  asset_is_halted: "Trading in this asset is halted. Try again when it resumes.",
  asset_is_delisted: "This asset is no longer listed: you can sell what you hold, but not buy more.",
  quote_is_missing: "There is no price for this asset right now. Try again in a moment.",
  quote_is_stale: "The last price is too old to trade on. Try again when a new one arrives.",
  quote_has_no_depth: "Nothing is on offer at the current price. Try again in a moment.",
  quantity_off_step: ({ step }) =>
    `The quantity must be a multiple of ${step ?? "the smallest step of this asset"}.`,
  quantity_below_minimum: ({ minimum }) =>
    `The quantity is below the minimum for this asset${minimum ? `, ${minimum}` : ""}.`,
  order_value_below_minimum: ({ minimum }) => `The order is too small${figure(": the minimum is", minimum)}.`,
  order_value_above_maximum: ({ maximum }) => `The order is too large${figure(": the maximum is", maximum)}.`,
  hold_not_found: "That reservation no longer exists.",
  entry_cannot_be_reversed: "That entry cannot be reversed.",
  sign_in_required: "Your session has ended. Please sign in again.",
  app_check_required: "This app could not be verified. Reload the page and try again.",
  not_allowed: "You are not allowed to do that.",
  method_not_allowed: "That is not supported here.",
  input_is_invalid: "Something you entered is not valid. Check it and try again.",
  idempotency_mismatch: "This was already sent with other details. Nothing was changed; please try again.",
  profile_not_found: "Your profile could not be found. Try again in a moment.",
  asset_not_found: "There is no such asset.",
  order_not_found: "There is no such order.",
  price_off_tick: "The price must be a multiple of the asset's tick size.",
  account_is_busy: "Your account is busy and nothing was changed. Please try again.",
  outcome_is_unknown:
    "We could not confirm whether this went through. Try again: it will not be carried out twice.",
  service_unavailable: "A service we depend on is not available, and nothing was changed. Please try again.",
  internal_error: "Something went wrong on our side.",
  no_answer: "No answer arrived. Check your connection and try again: it will not be carried out twice.",
};

/** A whole sentence for a failure; one that this version does not know yet names its correlation id. */
export function sentenceFor(failure: Failure): string {
  const known = Object.hasOwn(sentences, failure.reason) && failure.reason !== "internal_error";
  const sentence = known ? sentences[failure.reason] : sentences.internal_error;
  const text = typeof sentence === "string" ? sentence : sentence(failure.facts);
  if (known || !failure.correlationId) return text;
  return `${text} If you contact support, mention ${failure.correlationId}.`;
}
