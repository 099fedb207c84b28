/** Turns whatever a handler threw into what the caller may know of it. The only place where errors are mapped. */
import type { z } from "zod";
import { CommitFailure } from "../ledger/commit-failure.js";
import { StoreFailure } from "../ledger/store-port.js";
import { DomainError, errorTable, type Issue, type WireCode } from "./errors.js";
import { classifyFirestoreError } from "./firestore-failure.js";
import type { Reason } from "./reasons.js";

/** An error as the wire carries it. */
export type Failure = {
  readonly code: WireCode;
  readonly message: string;
  readonly details: {
    readonly reason: Reason;
    readonly retryable: boolean;
    readonly correlationId: string;
    readonly retryAfterMs?: number;
    readonly issues?: readonly Issue[];
    readonly facts?: Readonly<Record<string, string>>;
  };
};

const issuesMax = 20;
const fieldLengthMax = 100;

/** Turns zod's issues into fields and messages, bounded: names of unknown fields come from the client. */
function issuesOf(error: z.ZodError): Issue[] {
  const issues = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys")
      return [{ field: path.join(".") || "data", message: issue.message }];
    // A name may be empty too.
    return issue.keys.map((key) => ({
      field: [...path, key].join(".") || "data",
      message: "is not a known field",
    }));
  });
  return issues
    .slice(0, issuesMax)
    .map(({ field, message }) => ({ field: field.slice(0, fieldLengthMax), message }));
}

/** Parses client input. @throws DomainError `input_is_invalid` naming each field at fault */
export function parseInput<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new DomainError("input_is_invalid", { issues: issuesOf(parsed.error) });
  return parsed.data;
}

/** Whether an error is part of doing business, and not a fault of the system. */
export function isExpected(failure: Failure): boolean {
  return failure.code !== "internal";
}

/** A refusal as a log line tells it: without figures, but for those of a limit, which are nobody's. */
export function refusalFields({
  code,
  details: { reason, issues, facts },
}: Failure): Record<string, unknown> {
  return {
    ...{ outcome: reason, code },
    ...(issues && { issues }),
    ...(reason === "rate_limited" && facts && { limitedBy: facts["by"], limit: facts["limit"] }),
  };
}

export function failureOf(error: unknown, correlationId: string): Failure {
  const { reason, details } = asDomainError(error);
  const { code, retryable, message } = errorTable[reason];
  return { code, message, details: { reason, retryable, correlationId, ...details } };
}

function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof CommitFailure) return new DomainError(commitReasons[error.reason]);
  if (error instanceof StoreFailure) {
    return new DomainError(error.kind === "permanent" ? "internal_error" : "service_unavailable");
  }
  // A read that Firestore could not serve now: gRPC errors carry a numeric code.
  const fromFirestore = error instanceof Error && "code" in error && typeof error.code === "number";
  if (fromFirestore && classifyFirestoreError(error) !== "permanent") {
    return new DomainError("service_unavailable");
  }
  return new DomainError("internal_error");
}

const commitReasons: Record<CommitFailure["reason"], Reason> = {
  account_is_busy: "account_is_busy",
  outcome_is_unknown: "outcome_is_unknown",
  shutting_down: "service_unavailable",
  store_refused: "internal_error",
};
