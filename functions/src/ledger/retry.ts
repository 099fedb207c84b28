/** How the ledger tries again: with full jitter, backing off, within a bound. */
import { CommitFailure } from "./commit-failure.js";
import { StoreFailure } from "./store-port.js";

/** `random` is uniform in [0, 1). */
export type Patience = { readonly random: () => number; readonly sleep: (ms: number) => Promise<void> };

export const attemptsMax = 20;
const backoffBaseMs = 4;
const backoffMaxMs = 400;

/** Waits before a further attempt; the first one after a failure has number 1. */
export function backOff({ random, sleep }: Patience, attempt: number): Promise<void> {
  return sleep(random() * Math.min(backoffMaxMs, backoffBaseMs * 2 ** attempt));
}

/** Reads until it succeeds. @throws CommitFailure when it cannot: what was asked stays unknown */
export async function retrying<Result>(patience: Patience, read: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      const final = attempt >= attemptsMax || error.kind === "permanent";
      if (final) throw new CommitFailure("outcome_is_unknown", error);
      await backOff(patience, attempt);
    }
  }
}
