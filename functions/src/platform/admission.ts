/**
 * Lets a request in or refuses it, for its rate or because its caller is denied for now: by address before anything is verified or parsed, by user once it is
 * known who calls. The answer carries the tighter of the two limits in its headers
 * (https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-07.html).
 */
import { clientAddress, type Forwarded } from "./client-address.js";
import { count } from "./counters.js";
import type { Denials } from "./denials.js";
import { DomainError } from "./errors.js";
import type { Verdict } from "./local-limit.js";
import type { CountedBy, RateClass } from "./rate-class.js";
import type { RateLimiter } from "./rate-limit.js";
import type { Reason } from "./reasons.js";

/** As much of an HTTP response as headers need. */
export type HeaderSink = { setHeader(name: string, value: string): unknown };

const remainingHeader = "RateLimit-Remaining";
/** What a web page may read of an answer from another origin. */
const exposedHeaders = [
  "X-Correlation-Id",
  "RateLimit-Limit",
  remainingHeader,
  "RateLimit-Reset",
  "Retry-After",
];

const secondsUntil = (atMs: number) => Math.max(1, Math.ceil((atMs - Date.now()) / 1_000));

type Door = {
  readonly limiter: RateLimiter;
  readonly denials: Denials;
  readonly rateClass: RateClass;
  readonly response?: HeaderSink | undefined;
};

/** @throws DomainError `address_is_blocked`, `rate_limited`; `service_unavailable` where the class does not go on without Redis */
export async function admitAddress(door: Door, request: Forwarded): Promise<void> {
  await admit(door, "address", clientAddress(request));
}

/**
 * @param uid empty where nobody is signed in: the address has been counted
 * @throws DomainError `user_is_blocked_for_now`, else as `admitAddress`
 */
export async function admitUser(door: Door, uid: string): Promise<void> {
  if (uid !== "") await admit(door, "user", uid);
}

async function admit(door: Door, by: CountedBy, who: string): Promise<void> {
  const { limiter, denials, rateClass, response } = door;
  const subject = { kind: by, who };
  // Asked in one turn, so that both travel to Redis in one request.
  const [verdict, deniedUntilMs] = await Promise.all([limiter(rateClass, by, who), denials.find(subject)]);
  if (response) tell(response, verdict);
  if (deniedUntilMs !== null) {
    count("denied_calls", { by });
    throw refusal(response, deniedReasons[by], deniedUntilMs);
  }
  if (verdict.passed) return;
  count("rate_limited", { rateClass, by });
  await denials.countFailure("rate_limited", subject);
  throw refusal(response, "rate_limited", verdict.refillsAtMs, { by, limit: String(verdict.limit) });
}

const deniedReasons = { address: "address_is_blocked", user: "user_is_blocked_for_now" } as const;

function refusal(
  response: HeaderSink | undefined,
  reason: Reason,
  untilMs: number,
  facts?: Readonly<Record<string, string>>,
): DomainError {
  response?.setHeader("Retry-After", String(secondsUntil(untilMs)));
  const retryAfterMs = Math.max(1, untilMs - Date.now());
  return new DomainError(reason, { retryAfterMs, ...(facts && { facts }) });
}

const told = new WeakMap<HeaderSink, number>();

function tell(response: HeaderSink, { limit, remaining, refillsAtMs }: Verdict): void {
  if (remaining > (told.get(response) ?? Infinity)) return;
  told.set(response, remaining);
  response.setHeader("RateLimit-Limit", String(limit));
  response.setHeader(remainingHeader, String(remaining));
  response.setHeader("RateLimit-Reset", String(secondsUntil(refillsAtMs)));
  response.setHeader("Access-Control-Expose-Headers", exposedHeaders.join(", "));
}
