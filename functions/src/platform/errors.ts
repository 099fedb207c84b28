/** The one way that code refuses, and the one table that says what a refusal is on the wire. */
import type { Rejection } from "../ledger/rejection.js";
import type { Reason } from "./reasons.js";

/** Codes of the callable protocol that Bourse uses, as `firebase-functions` spells them. */
export type WireCode =
  | "unauthenticated"
  | "permission-denied"
  | "invalid-argument"
  | "not-found"
  | "failed-precondition"
  | "already-exists"
  | "resource-exhausted"
  | "unavailable"
  | "internal";

/** https://cloud.google.com/apis/design/errors#handling_errors */
export const statusByCode: Record<WireCode, number> = {
  unauthenticated: 401,
  "permission-denied": 403,
  "invalid-argument": 400,
  "not-found": 404,
  "failed-precondition": 400,
  "already-exists": 409,
  "resource-exhausted": 429,
  unavailable: 503,
  internal: 500,
};

/** What is wrong with one field of the input. */
export type Issue = { readonly field: string; readonly message: string };

export type ErrorDetails = {
  readonly issues?: readonly Issue[];
  /** Figures behind the refusal, as strings: `needed`, `available`, `limit`. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number;
};

export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly reason: Reason,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

type Row = { readonly code: WireCode; readonly retryable: boolean; readonly message: string };
const row = (code: WireCode, message: string, retryable = false): Row => ({ code, retryable, message });

/** Total: a reason without a row does not compile. Messages are for developers; apps map reasons to sentences. */
export const errorTable: Record<Reason, Row> = {
  account_is_frozen: row("failed-precondition", "The account is frozen until an operator has looked at it."),
  account_is_closed: row("failed-precondition", "The account was closed for good."),
  amount_not_positive: row("invalid-argument", "The amount must be more than zero."),
  insufficient_funds: row("failed-precondition", "The available balance does not cover this."),
  insufficient_holdings: row("failed-precondition", "The available holding does not cover this."),
  daily_deposit_limit_reached: row(
    "failed-precondition",
    "This would pass the deposit limit of the UTC day.",
  ),
  daily_withdrawal_limit_reached: row(
    "failed-precondition",
    "This would pass the withdrawal limit of the UTC day.",
  ),
  asset_is_halted: row("failed-precondition", "Trading in this asset is halted."),
  asset_is_delisted: row("failed-precondition", "This asset is delisted: it can only be sold."),
  quote_is_missing: row("failed-precondition", "There is no price for this asset.", true),
  quote_is_stale: row("failed-precondition", "The last price is too old to trade on.", true),
  quote_has_no_depth: row("failed-precondition", "Nothing is on offer at the current price.", true),
  quantity_off_step: row("invalid-argument", "The quantity must be a multiple of the asset's step."),
  quantity_below_minimum: row("failed-precondition", "The quantity is below the asset's minimum."),
  order_value_below_minimum: row("failed-precondition", "The order's value is below the minimum."),
  order_value_above_maximum: row("failed-precondition", "The order's value is above the maximum."),
  trading_is_halted: row("failed-precondition", "Trading is halted; orders can be cancelled.", true),
  too_many_open_orders: row("failed-precondition", "The account has as many open orders as it may have."),
  price_off_tick: row("invalid-argument", "The price must be a multiple of the asset's tick size."),
  price_outside_protection: row("failed-precondition", "The quote is worse than the price asked for.", true),
  limit_too_far: row("failed-precondition", "The limit is too far from the quote to be meant."),
  would_cross_own_order: row("failed-precondition", "The order would trade with your own resting order."),
  stop_on_wrong_side: row("failed-precondition", "The stop is on the wrong side of the quote."),
  legs_on_wrong_side: row(
    "failed-precondition",
    "Take profit and stop loss must lie on either side of the price at which the order trades.",
  ),
  trail_not_positive: row("invalid-argument", "The trail must be more than zero."),
  trail_too_wide: row("failed-precondition", "The trail leaves no price to stop at."),
  fok_cannot_fill: row("failed-precondition", "The whole order cannot be filled now.", true),
  expiry_is_past: row("invalid-argument", "The order would have expired already."),
  expiry_too_late: row("invalid-argument", "Orders rest for 90 days at most."),
  order_is_closed: row("failed-precondition", "The order is over."),
  order_is_held: row("failed-precondition", "The order waits for its parent."),
  order_cannot_be_replaced: row("failed-precondition", "This cannot be changed in such an order."),
  quantity_already_filled: row("failed-precondition", "So much is filled already."),
  not_crossed: row("failed-precondition", "The price has not reached the order."),
  not_expired: row("failed-precondition", "The order has not expired yet."),
  hold_not_found: row("not-found", "There is no such hold."),
  entry_cannot_be_reversed: row("failed-precondition", "The entry cannot be reversed."),
  account_has_entries: row("failed-precondition", "The account has entries already: it cannot be opened."),
  sign_in_required: row("unauthenticated", "Sign in first."),
  token_is_expired: row("unauthenticated", "The ID token has expired. Fetch a new one."),
  token_is_invalid: row("unauthenticated", "The ID token is not one of this project."),
  session_is_revoked: row("unauthenticated", "The session was ended. Sign in again."),
  user_is_blocked: row("unauthenticated", "The user is blocked."),
  rate_limited: row("resource-exhausted", "Too many calls. Wait as long as retryAfterMs says.", true),
  address_is_blocked: row(
    "resource-exhausted",
    "Too many failures came from this address. Wait as long as retryAfterMs says.",
    true,
  ),
  user_is_blocked_for_now: row(
    "resource-exhausted",
    "Too many calls of this user have failed. Wait as long as retryAfterMs says.",
    true,
  ),
  app_check_required: row("unauthenticated", "The app could not be verified."),
  app_check_token_already_used: row("unauthenticated", "The app must prove itself anew for each such call."),
  not_allowed: row("permission-denied", "Your role does not allow this."),
  method_not_allowed: row("invalid-argument", "The HTTP method is not supported here."),
  input_is_invalid: row("invalid-argument", "The input is invalid."),
  idempotency_mismatch: row("already-exists", "The id was used before with other input."),
  profile_not_found: row("not-found", "There is no profile for this user."),
  user_not_found: row("not-found", "There is no such user."),
  own_standing_is_fixed: row(
    "failed-precondition",
    "Admins change neither their own role nor their own block.",
  ),
  last_admin_stays: row("failed-precondition", "There would be no admin left."),
  account_is_not_empty: row(
    "failed-precondition",
    "There are balances or open orders. Close and withdraw them first.",
  ),
  asset_not_found: row("not-found", "There is no such asset."),
  order_not_found: row("not-found", "There is no such order."),
  alert_not_found: row("not-found", "There is no such price alert."),
  file_not_found: row("not-found", "There is no such file."),
  file_is_not_ready: row("failed-precondition", "The file has no content that could be downloaded."),
  file_quota_reached: row("failed-precondition", "There is no room left for this file. Delete others first."),
  webhook_not_found: row("not-found", "There is no such webhook."),
  delivery_not_found: row("not-found", "There is no such delivery."),
  too_many_webhooks: row("failed-precondition", "There are as many webhooks as a user may have."),
  webhook_is_disabled: row("failed-precondition", "The webhook is disabled. Enable it first."),
  scale_is_fixed: row(
    "failed-precondition",
    "An asset's scales never change: amounts that are stored would mean something else.",
  ),
  quote_is_off_tick: row(
    "failed-precondition",
    "The current quote is not on this tick. Halt the asset, set a quote on the new tick, then save again.",
  ),
  too_many_watchlists: row("failed-precondition", "There are as many watchlists as a user may have."),
  too_many_open_alerts: row("failed-precondition", "There are as many open alerts as a user may have."),
  alert_is_already_crossed: row("failed-precondition", "The current price is at or past the alert's price."),
  alert_is_closed: row("failed-precondition", "The alert has fired or expired."),
  export_is_too_old: row(
    "failed-precondition",
    "The export was begun too long ago to go on with. Begin it again.",
  ),
  history_is_too_long: row("failed-precondition", "There are too many entries since the last snapshot."),
  job_not_found: row("not-found", "There is no such job."),
  job_is_over: row("failed-precondition", "The job is over."),
  job_has_succeeded: row("failed-precondition", "The job has succeeded: there is nothing to do again."),
  too_many_jobs: row("failed-precondition", "There are as many jobs under way as a user may have.", true),
  job_worker_was_lost: row(
    "unavailable",
    "Its worker ended without a word, as often as it may be begun.",
    true,
  ),
  job_was_never_started: row("unavailable", "No worker has begun it, however often it was queued.", true),
  dead_letter_not_found: row("not-found", "There is no such dead letter."),
  dead_letter_is_cut: row(
    "failed-precondition",
    "The payload was too long to be kept whole: what it was about has to be started anew.",
  ),
  queue_not_found: row("not-found", "There is no such queue."),
  queue_operation_not_supported: row("failed-precondition", "This environment's queues cannot do this."),
  queues_not_permitted: row(
    "failed-precondition",
    "The service account of this function may not administer queues: it needs roles/cloudtasks.queueAdmin.",
  ),
  account_is_busy: row("unavailable", "The account is busy; nothing was stored. Try again.", true),
  outcome_is_unknown: row(
    "unavailable",
    "It is not known whether this took effect. Repeat it with the same id to find out.",
    true,
  ),
  service_unavailable: row("unavailable", "A service that this needs is not available. Try again.", true),
  internal_error: row("internal", "Something went wrong."),
};

/** A refusal of the kernel, as an error. */
export function rejectionError({ reason, field, facts }: Rejection): DomainError {
  const issues = field ? [{ field, message: errorTable[reason].message }] : undefined;
  return new DomainError(reason, { ...(issues ? { issues } : {}), ...(facts ? { facts } : {}) });
}

/** One field is wrong. */
export function invalidField(field: string, message: string): DomainError {
  return new DomainError("input_is_invalid", { issues: [{ field, message }] });
}
