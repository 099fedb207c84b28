/** Why the kernel refuses a command. Statements, never codes; `platform/errors.ts` maps each to its code. */
export const rejectionReasons = [
  "account_is_frozen",
  "account_is_closed",
  "amount_not_positive",
  "insufficient_funds",
  "insufficient_holdings",
  "daily_deposit_limit_reached",
  "daily_withdrawal_limit_reached",
  "asset_is_halted",
  "asset_is_delisted",
  "quote_is_missing",
  "quote_is_stale",
  "quote_has_no_depth",
  "quantity_off_step",
  "quantity_below_minimum",
  "order_value_below_minimum",
  "order_value_above_maximum",
  "trading_is_halted",
  "too_many_open_orders",
  "price_off_tick",
  "price_outside_protection",
  "limit_too_far",
  "would_cross_own_order",
  "stop_on_wrong_side",
  "legs_on_wrong_side",
  "trail_not_positive",
  "trail_too_wide",
  "fok_cannot_fill",
  "expiry_is_past",
  "expiry_too_late",
  "order_is_closed",
  "order_is_held",
  "order_cannot_be_replaced",
  "quantity_already_filled",
  "not_crossed",
  "not_expired",
  "hold_not_found",
  "entry_cannot_be_reversed",
  "account_has_entries",
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/** A refusal: it changes nothing. `field` names the input at fault where one is; `facts` are decimal strings. */
export type Rejection = {
  readonly accepted: false;
  readonly reason: RejectionReason;
  readonly field?: string;
  readonly facts?: Readonly<Record<string, string>>;
};

export function reject(
  reason: RejectionReason,
  facts?: Readonly<Record<string, string>>,
  field?: string,
): Rejection {
  return { accepted: false, reason, ...(facts ? { facts } : {}), ...(field ? { field } : {}) };
}
