/** Which refusals are failures that count, and against whom. */
import type { FailureKind } from "../security/failure-rules.js";
import type { Denials } from "./denials.js";
import { DomainError } from "./errors.js";
import type { Reason } from "./reasons.js";

const failureOfReason: Partial<Record<Reason, FailureKind>> = {
  token_is_invalid: "bad_token",
  session_is_revoked: "ended_session",
  user_is_blocked: "ended_session",
  app_check_required: "app_check_failed",
  app_check_token_already_used: "app_check_failed",
  not_allowed: "not_allowed",
};

/**
 * Counts a refusal where it is a failure: against the verified user, or, where nobody is verified, against the
 * address. So nobody is denied for what somebody else does under his name or beside him.
 * @param denials asked for where there is something to count
 * @param from the caller's address, and the uid of a token that was verified
 */
export async function countRefusal(
  denials: () => Denials,
  error: unknown,
  { address, uid }: { readonly address: string; readonly uid?: string | undefined },
): Promise<void> {
  const failure = error instanceof DomainError ? failureOfReason[error.reason] : undefined;
  if (!failure) return;
  await denials().countFailure(failure, uid ? { kind: "user", who: uid } : { kind: "address", who: address });
}
