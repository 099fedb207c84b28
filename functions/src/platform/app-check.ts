/** Whether a call comes from the app: one place, so that its refusals look like every other. */
import type { CallableRequest } from "firebase-functions/https";
import { enforceAppCheck } from "./config.js";
import { DomainError } from "./errors.js";
import type { RateClass } from "./rate-class.js";

/**
 * Classes whose calls each need an App Check token of their own: one that was caught on the way is worth nothing a
 * second time. It costs a question to the App Check service a call, so it is asked where money leaves or enters.
 */
const singleUse: readonly RateClass[] = ["money"];

export const consumesAppCheck = (rateClass: RateClass) => singleUse.includes(rateClass);

/**
 * The SDK only says whether a token was there, was good and had been used: refusing is up to us.
 * @throws DomainError `app_check_required`, `app_check_token_already_used`, where the configuration asks for App Check
 */
export function requireAppCheck(
  { rateClass }: { readonly rateClass: RateClass },
  { app }: Pick<CallableRequest, "app">,
): void {
  if (!enforceAppCheck.value()) return;
  if (!app) throw new DomainError("app_check_required");
  if (consumesAppCheck(rateClass) && app.alreadyConsumed) {
    throw new DomainError("app_check_token_already_used");
  }
}
