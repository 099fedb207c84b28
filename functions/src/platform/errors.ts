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
  hold_not_found: row("not-found", "There is no such hold."),
  entry_cannot_be_reversed: row("failed-precondition", "The entry cannot be reversed."),
  sign_in_required: row("unauthenticated", "Sign in first."),
  app_check_required: row("unauthenticated", "The app could not be verified."),
  not_allowed: row("permission-denied", "Your role does not allow this."),
  method_not_allowed: row("invalid-argument", "The HTTP method is not supported here."),
  input_is_invalid: row("invalid-argument", "The input is invalid."),
  idempotency_mismatch: row("already-exists", "The id was used before with other input."),
  profile_not_found: row("not-found", "There is no profile for this user."),
  asset_not_found: row("not-found", "There is no such asset."),
  order_not_found: row("not-found", "There is no such order."),
  price_off_tick: row("invalid-argument", "The price must be a multiple of the asset's tick size."),
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
