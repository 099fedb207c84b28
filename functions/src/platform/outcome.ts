/** Turns what the committer answered into a result or an error. */
import type { Outcome } from "../ledger/committer.js";
import { DomainError, rejectionError } from "./errors.js";

export type Committed = Extract<Outcome, { kind: "committed" }>;

/** @throws DomainError of the rejection, or `idempotency_mismatch` naming the fields that differ */
export function settled(outcome: Outcome): Committed {
  switch (outcome.kind) {
    case "committed":
      return outcome;
    case "rejected":
      throw rejectionError(outcome.rejection);
    case "mismatch": {
      const message = "differs from the first request with this id";
      throw new DomainError("idempotency_mismatch", {
        issues: outcome.fields.map((field) => ({ field, message })),
      });
    }
  }
}
