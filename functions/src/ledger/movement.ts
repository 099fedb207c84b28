/** Money that moves without a trade: deposits, withdrawals, holds, releases and reversals. */
import { settlementAssetId, settlementScale } from "../money/asset.js";
import { balanceOf, houseAccounts, positionOf, type Account } from "./account.js";
import type { CommandOf, DecisionContext } from "./command.js";
import { conclude, dailyTotals, type Decision } from "./conclude.js";
import { move, openDraft, post, type EntryDraft, type PositionChange, type Slot } from "./entry.js";
import { cents } from "./facts.js";
import { reject, type Rejection } from "./rejection.js";

export function decideDeposit(
  account: Account,
  command: CommandOf<"deposit">,
  context: DecisionContext,
): Decision | Rejection {
  if (command.amount <= 0n) return reject("amount_not_positive", undefined, "amount");
  const daily = dailyTotals(account, context);
  const deposited = daily.deposited + command.amount;
  const limit = context.limits.dailyDepositMax;
  if (deposited > limit) {
    return reject("daily_deposit_limit_reached", { limit: cents(limit), used: cents(daily.deposited) });
  }
  const draft = openDraft(account);
  move(draft, settlementAssetId, settlementScale, "world", "available", command.amount);
  const { requestId } = command;
  const subject = { entryId: `request.${requestId}`, kind: "deposit", requestId } as const;
  return conclude(account, context, draft, subject, { daily: { ...daily, deposited } });
}

/** With the built-in settlement a withdrawal settles in the commit that asks for it: no hold outlives it. */
export function decideWithdrawal(
  account: Account,
  command: CommandOf<"withdraw">,
  context: DecisionContext,
): Decision | Rejection {
  if (command.amount <= 0n) return reject("amount_not_positive", undefined, "amount");
  const { available } = balanceOf(account, settlementAssetId, settlementScale);
  if (command.amount > available) {
    return reject("insufficient_funds", { needed: cents(command.amount), available: cents(available) });
  }
  const daily = dailyTotals(account, context);
  const withdrawn = daily.withdrawn + command.amount;
  const limit = context.limits.dailyWithdrawalMax;
  if (withdrawn > limit) {
    return reject("daily_withdrawal_limit_reached", { limit: cents(limit), used: cents(daily.withdrawn) });
  }
  const draft = openDraft(account);
  move(draft, settlementAssetId, settlementScale, "available", "world", command.amount);
  const { requestId } = command;
  const subject = { entryId: `request.${requestId}`, kind: "withdraw", requestId } as const;
  return conclude(account, context, draft, subject, { daily: { ...daily, withdrawn } });
}

export function decideHold(
  account: Account,
  command: CommandOf<"hold">,
  context: DecisionContext,
): Decision | Rejection {
  const { requestId, assetId, amount } = command;
  if (amount <= 0n) return reject("amount_not_positive", undefined, "amount");
  const balance = account.balances[assetId];
  if (!balance || amount > balance.available) {
    return reject(assetId === settlementAssetId ? "insufficient_funds" : "insufficient_holdings");
  }
  const draft = openDraft(account);
  move(draft, assetId, balance.scale, "available", "held", amount);
  const holds = new Map(account.holds).set(requestId, { assetId, amount });
  const subject = { entryId: `request.${requestId}`, kind: "hold", requestId } as const;
  return conclude(account, context, draft, subject, { holds });
}

export function decideRelease(
  account: Account,
  command: CommandOf<"release">,
  context: DecisionContext,
): Decision | Rejection {
  const { requestId, holdId } = command;
  const hold = account.holds.get(holdId);
  const balance = hold && account.balances[hold.assetId];
  if (!hold || !balance) return reject("hold_not_found", undefined, "holdId");
  const draft = openDraft(account);
  move(draft, hold.assetId, balance.scale, "held", "available", hold.amount);
  const holds = new Map(account.holds);
  holds.delete(holdId);
  const subject = { entryId: `request.${requestId}`, kind: "release", requestId, releases: holdId } as const;
  return conclude(account, context, draft, subject, { holds });
}

const reversibleKinds: readonly EntryDraft["kind"][] = ["deposit", "withdraw", "fill"];

/** Mirrors an entry. What has since been spent or sold cannot be taken back: the reversal is refused then. */
export function decideReversal(
  account: Account,
  command: CommandOf<"reverse">,
  context: DecisionContext,
): Decision | Rejection {
  const { entry } = command;
  if (!reversibleKinds.includes(entry.kind)) return reject("entry_cannot_be_reversed", undefined, "entryId");
  const own = (owner: string) => owner === account.uid || houseAccounts.some((house) => house === owner);
  if (!entry.postings.every((posting) => own(posting.account))) {
    return reject("entry_cannot_be_reversed", undefined, "entryId");
  }
  const draft = openDraft(account);
  for (const { assetId, slot, amount } of mirrorOf(account, entry)) {
    post(draft, assetId, account.balances[assetId]?.scale ?? settlementScale, slot, amount);
  }
  const overdrawn = Object.values(draft.balances).some(
    (balance) => balance.available < 0n || balance.held < 0n,
  );
  const position = entry.position && mirrored(account, entry.position, draft.balances);
  if (overdrawn || (position && positionOf(account, position.assetId).cost + position.cost < 0n)) {
    return reject("entry_cannot_be_reversed", undefined, "entryId");
  }
  const { entryId, orderId } = entry;
  const subject = { entryId: `reversal.${entryId}`, kind: "reversal", reverses: entryId, orderId } as const;
  return conclude(account, context, draft, { ...subject, position });
}

/**
 * What each account got from the entry, taken back: in one posting an asset. What the entry held or released is
 * not brought back, for its order has moved on: the user's side is settled out of the available balance.
 */
function mirrorOf(account: Account, { postings }: EntryDraft) {
  const mirror = new Map<string, { assetId: string; slot: Slot; amount: bigint }>();
  for (const { assetId, account: owner, amount } of postings) {
    const slot: Slot = owner === account.uid ? "available" : (owner as Slot);
    const key = `${slot}/${assetId}`;
    mirror.set(key, { assetId, slot, amount: (mirror.get(key)?.amount ?? 0n) - amount });
  }
  return [...mirror.values()].filter(({ amount }) => amount !== 0n);
}

/** Cost that is left when nothing is held any more becomes realised: a position of zero costs zero. */
function mirrored(account: Account, change: PositionChange, balances: Account["balances"]): PositionChange {
  const { assetId } = change;
  const before = positionOf(account, assetId);
  const balance = balances[assetId];
  const nothingHeld = !balance || balance.available + balance.held === 0n;
  if (!nothingHeld) return { assetId, cost: -change.cost, realised: -change.realised };
  const left = before.cost - change.cost;
  return { assetId, cost: -before.cost, realised: -change.realised - left };
}
