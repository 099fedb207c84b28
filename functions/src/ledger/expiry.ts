/** Until when orders are good. */
import { utcDayMs, type Account } from "./account.js";
import type { DecisionContext } from "./command.js";
import { entryTime } from "./conclude.js";
import type { Order } from "./order.js";
import { isoTime } from "./record.js";
import { reject, type Rejection } from "./rejection.js";

type Until = Pick<Order, "timeInForce" | "expiresAtMs">;

/** Nothing rests longer. */
const restingDaysMax = 90;
const restingMsMax = restingDaysMax * utcDayMs;

const startOfDay = (atMs: number) => atMs - (atMs % utcDayMs);

/** `day` ends with the UTC day; `gtc` with the last one that is not longer than allowed; null: nothing rests. */
export function expiryOf(account: Account, { timeInForce, expiresAtMs }: Until, context: DecisionContext) {
  const atMs = entryTime(account, context);
  switch (timeInForce) {
    case "gtd":
      return expiresAtMs;
    case "day":
      return startOfDay(atMs) + utcDayMs;
    case "gtc":
      return startOfDay(atMs + restingMsMax);
    case "ioc":
    case "fok":
      return null;
  }
}

export function expiryProblem(
  account: Account,
  { timeInForce, expiresAtMs }: Until,
  context: DecisionContext,
): Rejection | null {
  if (timeInForce !== "gtd" || expiresAtMs === null) return null;
  const atMs = entryTime(account, context);
  if (expiresAtMs <= atMs) return reject("expiry_is_past", { now: isoTime(atMs) }, "expiresAt");
  const latestMs = atMs + restingMsMax;
  if (expiresAtMs > latestMs) return reject("expiry_too_late", { latest: isoTime(latestMs) }, "expiresAt");
  return null;
}
