/**
 * Opens an account with what its owner held in another system. It is the first thing that happens to an account: one
 * entry for the cash and one for each holding, all in one commit. A holding comes in as if its cost had been paid in
 * and spent on the market in that moment, so that whatever counts money paid in counts its cost.
 */
import { settlementAssetId, settlementScale } from "../money/asset.js";
import type { Account } from "./account.js";
import type { CommandOf, DecisionContext, Holding } from "./command.js";
import { conclude, joined, type Decision } from "./conclude.js";
import { move, openDraft } from "./entry.js";
import { reject, type Rejection } from "./rejection.js";

export function decideOpening(
  account: Account,
  command: CommandOf<"open">,
  context: DecisionContext,
): Decision | Rejection {
  const { requestId, cash, holdings } = command;
  if (account.seq > 0 || account.orders.size > 0) return reject("account_has_entries");
  if (cash < 0n || (cash === 0n && holdings.length === 0)) {
    return reject("amount_not_positive", undefined, "cash");
  }
  if (holdings.some(({ quantity, cost }) => quantity <= 0n || cost < 0n)) {
    return reject("amount_not_positive", undefined, "holdings");
  }
  requireTradables(holdings);
  let decision = cash > 0n ? openCash(account, context, requestId, cash) : null;
  for (const holding of holdings) {
    const next = openHolding(decision?.account ?? account, context, requestId, holding);
    decision = decision ? joined(decision, next) : next;
  }
  if (!decision) throw new TypeError("an opening has cash or holdings");
  return decision;
}

/** Whoever gathers holdings adds up those of one asset: two of one, or cash among them, is a bug there. */
function requireTradables(holdings: readonly Holding[]): void {
  const assetIds = new Set(holdings.map(({ assetId }) => assetId));
  if (assetIds.size < holdings.length || assetIds.has(settlementAssetId)) {
    throw new TypeError("an opening has each tradable once");
  }
}

/** Entries of an opening are the first of their account, so their numbers name them. */
const subjectOf = ({ seq }: Account, requestId: string) =>
  ({ entryId: `opening.${seq + 1}`, kind: "opening", requestId }) as const;

function openCash(account: Account, context: DecisionContext, requestId: string, cash: bigint): Decision {
  const draft = openDraft(account);
  move(draft, settlementAssetId, settlementScale, "world", "available", cash);
  return conclude(account, context, draft, subjectOf(account, requestId));
}

function openHolding(
  account: Account,
  context: DecisionContext,
  requestId: string,
  { assetId, scale, quantity, cost }: Holding,
): Decision {
  const draft = openDraft(account);
  move(draft, settlementAssetId, settlementScale, "world", "market", cost);
  move(draft, assetId, scale, "market", "available", quantity);
  const position = { assetId, cost, realised: 0n };
  return conclude(account, context, draft, { ...subjectOf(account, requestId), position });
}
