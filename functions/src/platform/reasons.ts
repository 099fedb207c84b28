/**
 * Every reason that an error can carry: a closed union of statements. Clients switch on it; nobody parses
 * messages. This file imports nothing of Firebase, so the web app can share it.
 */
import { rejectionReasons } from "../ledger/rejection.js";

const edgeReasons = [
  "sign_in_required",
  "app_check_required",
  "not_allowed",
  "method_not_allowed",
  "input_is_invalid",
  "idempotency_mismatch",
  "profile_not_found",
  "asset_not_found",
  "order_not_found",
  "price_off_tick",
  "account_is_busy",
  "outcome_is_unknown",
  "service_unavailable",
  "internal_error",
] as const;

export const reasons = [...rejectionReasons, ...edgeReasons] as const;
export type Reason = (typeof reasons)[number];
