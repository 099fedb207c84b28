/** What a call can end with other than its answer. Code switches on `reason`; people read `sentenceFor`. */
import type { Reason } from "@bourse/functions/platform/reasons";

/** `no_answer`: the request or its answer was lost, so nobody here knows whether it took effect. */
export type FailureReason = Reason | "no_answer";
export type Facts = Readonly<Record<string, string>>;
/** What is wrong with one field of an input. */
export type Issue = { readonly field: string; readonly message: string };

type Details = {
  readonly reason?: FailureReason;
  readonly retryable?: boolean;
  readonly correlationId?: string;
  readonly retryAfterMs?: number;
  readonly facts?: Facts;
  readonly issues?: readonly Issue[];
};

export class Failure extends Error {
  override readonly name = "Failure";
  readonly reason: FailureReason;
  readonly retryable: boolean;
  readonly correlationId: string | null;
  readonly retryAfterMs: number | null;
  readonly facts: Facts;
  readonly issues: readonly Issue[];

  constructor(details: Details & { reason: FailureReason }, options?: ErrorOptions) {
    super(details.reason, options);
    this.reason = details.reason;
    this.retryable = details.retryable ?? false;
    this.correlationId = details.correlationId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.facts = details.facts ?? {};
    this.issues = details.issues ?? [];
  }
}

/** Codes that an answer without details can carry; all others mean that no answer of ours arrived. */
const plainReasons: Readonly<Record<string, Reason>> = {
  "functions/unauthenticated": "sign_in_required",
  "functions/permission-denied": "not_allowed",
  "permission-denied": "not_allowed",
  unauthenticated: "sign_in_required",
};

/** Reads whatever the Functions or Firestore SDK threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, details } = (error ?? {}) as { code?: unknown; details?: Details | null };
  if (typeof details?.reason === "string") {
    return new Failure({ ...details, reason: details.reason }, { cause: error });
  }
  const reason = typeof code === "string" ? plainReasons[code] : undefined;
  if (reason) return new Failure({ reason }, { cause: error });
  return new Failure({ reason: "no_answer", retryable: true }, { cause: error });
}
