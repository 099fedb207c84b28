/** Asks the kernel what it would have decided on a state of the past. */
import { isDeepStrictEqual } from "node:util";
import type { Account } from "../../src/ledger/account.js";
import type { DecisionContext } from "../../src/ledger/command.js";
import { sealEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import { InvariantViolation } from "../../src/ledger/invariants.js";
import { decide } from "../../src/ledger/kernel.js";
import type { RejectionReason } from "../../src/ledger/rejection.js";
import type { ObservedCall } from "./history.js";

type DecidedBy = NonNullable<ObservedCall["decidedBy"]>;

/** Whether the command is refused for that reason on the state, at one of the moments. */
export function wouldRefuse(state: Account, { command, context, nowMs }: DecidedBy, reason: RejectionReason) {
  return nowMs.some((at) => {
    const decision = tryDecide(state, command, { ...context, nowMs: at });
    return decision !== null && !decision.accepted && decision.reason === reason;
  });
}

/** Whether the command on the state makes exactly this entry. */
export function reproduces(state: Account, { command, context }: DecidedBy, entry: EntryRecord): boolean {
  // Entries never go back in time, so the entry may be later than the clock that found the quote fresh.
  const market = context.market && {
    ...context.market,
    quote: context.market.quote && { ...context.market.quote, validForMs: null },
  };
  const moment = { ...context, ...(market ? { market } : {}), nowMs: Date.parse(entry.at) };
  const decision = tryDecide(state, command, moment);
  const draft = decision?.accepted ? decision.entries[0] : undefined;
  if (!decision?.accepted || !draft) return false;
  const { request, commitId, prevHash } = entry;
  return isDeepStrictEqual(
    sealEntry(draft, decision.account.balances, { request, commitId, prevHash }),
    entry,
  );
}

function tryDecide(state: Account, command: DecidedBy["command"], context: DecisionContext) {
  try {
    return decide(state, command, context);
  } catch (error) {
    if (error instanceof InvariantViolation) return null;
    throw error;
  }
}
