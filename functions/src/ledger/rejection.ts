/** Why the kernel refuses a command. Statements, never codes; `platform/errors.ts` maps each to its code. */
export const rejectionReasons = [
  "account_is_frozen",
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
  "hold_not_found",
  "entry_cannot_be_reversed",
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
