/** Classifies what Firestore throws, in one place: what may be retried, and what is known of the outcome. */

/**
 * `conflict`: a precondition did not hold. `exists`: a document to create was there. `unknown`: the write may have
 * happened or may yet. `permanent`: it did not and never will.
 */
export type FirestoreFailure = "conflict" | "exists" | "unknown" | "permanent";

/** gRPC status codes, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const failureByCode: Record<number, FirestoreFailure> = {
  1: "unknown", // CANCELLED
  2: "unknown", // UNKNOWN
  3: "permanent", // INVALID_ARGUMENT
  4: "unknown", // DEADLINE_EXCEEDED
  5: "conflict", // NOT_FOUND: an update of a document that is gone
  6: "exists", // ALREADY_EXISTS
  7: "permanent", // PERMISSION_DENIED
  8: "unknown", // RESOURCE_EXHAUSTED
  9: "conflict", // FAILED_PRECONDITION
  10: "unknown", // ABORTED
  11: "permanent", // OUT_OF_RANGE
  12: "permanent", // UNIMPLEMENTED
  13: "unknown", // INTERNAL
  14: "unknown", // UNAVAILABLE
  15: "permanent", // DATA_LOSS
  16: "permanent", // UNAUTHENTICATED
};

/** Errors without a gRPC code come from this process (encoding, validation): they never reached the server. */
export function classifyFirestoreError(error: unknown): FirestoreFailure {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "number") return failureByCode[code] ?? "unknown";
  return code === undefined ? "permanent" : "unknown";
}
