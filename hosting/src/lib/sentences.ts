/** The one map from the reason of a failure to what a person reads. */
import type { Facts, Failure, FailureReason, Issue } from "./failure.js";
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
  trading_is_halted: "Trading is halted for now. You can still cancel your open orders.",
  too_many_open_orders: "You have as many open orders as you may have. Cancel one first.",
  price_off_tick: ({ tick }) => `The price must be a multiple of ${tick ?? "the asset's tick size"}.`,
  price_outside_protection: ({ quote }) =>
    `The price has moved beyond what you asked for${quote ? `: it is ${formatUsd(quote)} now` : ""}.`,
  limit_too_far: ({ quote }) =>
    `The limit is too far from the price${quote ? `, ${formatUsd(quote)},` : ""} to be meant. Check it.`,
  would_cross_own_order: "This would trade with an order of your own. Cancel or change that one first.",
  stop_on_wrong_side: ({ quote }) =>
    `The stop would trigger at once: a buy stop lies above the price${quote ? `, ${formatUsd(quote)}` : ""}, a sell stop below it.`,
  legs_on_wrong_side:
    "The take profit must lie on the far side of the entry price and the stop loss on the near one.",
  trail_not_positive: "The trail must be more than zero.",
  trail_too_wide: "The trail is wider than the price itself.",
  fok_cannot_fill: "The whole order cannot be filled right now, so nothing was done.",
  expiry_is_past: "The order would have expired already. Choose a later time.",
  expiry_too_late: "Orders rest for 90 days at most. Choose an earlier time.",
  order_is_closed: "This order is over and can no longer be changed.",
  order_is_held: "This order waits for its parent to fill.",
  order_cannot_be_replaced: "This cannot be changed in such an order.",
  quantity_already_filled: "So much of the order is filled already.",
  not_crossed: "The price has not reached the order.",
  not_expired: "The order has not expired yet.",
  hold_not_found: "That reservation no longer exists.",
  entry_cannot_be_reversed: "That entry cannot be reversed.",
  account_is_closed: "This account was closed for good.",
  token_is_expired: "Your session has ended. Please sign in again.",
  token_is_invalid: "Your session has ended. Please sign in again.",
  session_is_revoked: "This session was ended. Please sign in again.",
  user_is_blocked: "This account has been blocked. Please contact support.",
  user_not_found: "There is no such user.",
  own_standing_is_fixed: "You cannot do this to yourself. Ask another admin.",
  last_admin_stays: "There would be no admin left.",
  account_is_not_empty: ({ openOrders, assets }) =>
    openOrders && openOrders !== "0"
      ? `You still have ${openOrders === "1" ? "an open order" : `${openOrders} open orders`}. Cancel them and withdraw everything first.`
      : `There is still ${assets || "something"} in your account. Sell and withdraw everything first.`,
  account_has_entries: "This account is in use already.",
  sign_in_required: "Your session has ended. Please sign in again.",
  app_check_required: "This app could not be verified. Reload the page and try again.",
  app_check_token_already_used: "This app could not be verified a second time. Please try again.",
  not_allowed: "You are not allowed to do that.",
  method_not_allowed: "That is not supported here.",
  input_is_invalid: "Something you entered is not valid. Check it and try again.",
  idempotency_mismatch: "This was already sent with other details. Nothing was changed; please try again.",
  profile_not_found: "Your profile could not be found. Try again in a moment.",
  asset_not_found: "There is no such asset.",
  order_not_found: "There is no such order.",
  job_not_found: "There is no such task.",
  job_is_over: "This task is over already.",
  job_has_succeeded: "This task is done: there is nothing to do again.",
  too_many_jobs: "You have as many tasks under way as you may have. Wait for one to end.",
  job_worker_was_lost: "This took too long and was given up. You can start it again.",
  job_was_never_started: "This could not be started. You can start it again.",
  dead_letter_not_found: "There is no such dead letter.",
  dead_letter_is_cut: "The payload was too long to be kept whole. Start anew what it was about.",
  queue_not_found: "There is no such queue.",
  queue_operation_not_supported: "The queues of this environment cannot do this.",
  queues_not_permitted: "The server may not administer queues. Give its service account the role.",
  alert_not_found: "That price alert no longer exists.",
  file_not_found: "That file no longer exists.",
  file_is_not_ready: "That file cannot be downloaded yet. Try again when it has been checked.",
  file_quota_reached: ({ unit, limit }) =>
    unit === "count"
      ? `You have as many files as you can have${limit ? `, ${limit}` : ""}. Delete some first.`
      : "There is not enough room left for this file. Delete some others first.",
  webhook_not_found: "That webhook no longer exists.",
  delivery_not_found: "That delivery no longer exists.",
  too_many_webhooks: ({ limit }) =>
    `You have as many webhooks as you can have${limit ? `, ${limit}` : ""}. Delete one first.`,
  webhook_is_disabled: "This webhook is turned off. Turn it on first.",
  scale_is_fixed: "The decimals of an asset cannot be changed.",
  quote_is_off_tick:
    "The current price does not fit the new tick size. Set a price that does, then save again.",
  too_many_watchlists: ({ limit }) =>
    `You have as many watchlists as you can have${limit ? `, ${limit}` : ""}. Delete one first.`,
  too_many_open_alerts: ({ limit }) =>
    `You have as many open price alerts as you can have${limit ? `, ${limit}` : ""}. Delete one first.`,
  alert_is_already_crossed: ({ price }) =>
    price
      ? `The price is already there: it is ${formatUsd(price)}. Choose a price it has not reached yet.`
      : "The price is already there. Choose a price it has not reached yet.",
  alert_is_closed: "That price alert has already fired or expired.",
  export_is_too_old: "This export took too long to go on with. Please start it again.",
  history_is_too_long: "This history is too long to show at once. Try again tomorrow.",
  account_is_busy: "Your account is busy and nothing was changed. Please try again.",
  outcome_is_unknown:
    "We could not confirm whether this went through. Try again: it will not be carried out twice.",
  address_is_blocked: "Too many requests from your network have failed. Please wait a while and try again.",
  user_is_blocked_for_now: "Too many of your requests have failed. Please wait a while and try again.",
  rate_limited: "That was too much at once. Please wait a moment and try again.",
  service_unavailable: "A service we depend on is not available, and nothing was changed. Please try again.",
  internal_error: "Something went wrong on our side.",
  no_answer: "No answer arrived. Check your connection and try again: it will not be carried out twice.",
};

/** `terms.minPrice` → `Min price` */
const fieldInWords = (field: string) => {
  const words = (field.split(".").at(-1) ?? "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The server's own messages go on after the name of the field; those of its schemas are for programs. */
const issueSentence = ({ field, message }: Issue) =>
  /^[a-z]/.test(message)
    ? `${fieldInWords(field)} ${message}.`
    : `${fieldInWords(field)} is not valid. Check it and try again.`;

/** A whole sentence for a failure; one that this version does not know yet names its correlation id. */
export function sentenceFor(failure: Failure): string {
  const [issue] = failure.issues;
  if (issue && failure.reason === "input_is_invalid") return issueSentence(issue);
  const known = Object.hasOwn(sentences, failure.reason) && failure.reason !== "internal_error";
  const sentence = known ? sentences[failure.reason] : sentences.internal_error;
  const text = typeof sentence === "string" ? sentence : sentence(failure.facts);
  if (known || !failure.correlationId) return text;
  return `${text} If you contact support, mention ${failure.correlationId}.`;
}
