/**
 * The kernel decides: `decide(account, command, context)` answers with the next account, the entries and the
 * orders that the command makes, or with a rejection. It is pure: no clock, no random, no I/O. The same function
 * serves commits, previews, the audit's replay and the simulator. Every balance change goes through it.
 */
import type { Account } from "./account.js";
import { decideCancel, decideExpire } from "./close.js";
import type { Command, DecisionContext } from "./command.js";
import type { Decision } from "./conclude.js";
import { assertDecision } from "./invariants.js";
import { decideMatch } from "./match.js";
import { decideDeposit, decideHold, decideRelease, decideReversal, decideWithdrawal } from "./movement.js";
import { decideOpening } from "./opening.js";
import { decidePlace } from "./place.js";
import { decideReplace } from "./replace.js";
import { reject, type Rejection } from "./rejection.js";

/**
 * Decides one command on one account.
 * @returns a decision whose invariants were checked, or the rejection; the account given is never changed
 * @throws InvariantViolation when the decision breaks an invariant: a bug, and the account must be frozen
 */
export function decide(account: Account, command: Command, context: DecisionContext): Decision | Rejection {
  if (account.status === "frozen") return reject("account_is_frozen");
  if (account.status === "closed") return reject("account_is_closed");
  const decision = dispatch(account, command, context);
  if (decision.accepted) assertDecision(account, decision, context);
  return decision;
}

function dispatch(account: Account, command: Command, context: DecisionContext): Decision | Rejection {
  switch (command.kind) {
    case "deposit":
      return decideDeposit(account, command, context);
    case "withdraw":
      return decideWithdrawal(account, command, context);
    case "hold":
      return decideHold(account, command, context);
    case "release":
      return decideRelease(account, command, context);
    case "reverse":
      return decideReversal(account, command, context);
    case "open":
      return decideOpening(account, command, context);
    case "place":
      return decidePlace(account, command, context);
    case "replace":
      return decideReplace(account, command, context);
    case "cancel":
      return decideCancel(account, command, context);
    case "expire":
      return decideExpire(account, command, context);
    case "match":
      return decideMatch(account, command, context);
  }
}
