/** Nothing was decided. After `outcome_is_unknown` only a repeat with the same id can tell what happened. */
export type CommitFailureReason =
  "account_is_busy" | "outcome_is_unknown" | "shutting_down" | "store_refused";

export class CommitFailure extends Error {
  override readonly name = "CommitFailure";
  constructor(
    readonly reason: CommitFailureReason,
    cause?: unknown,
  ) {
    super(reason, { cause });
  }
}
