/** An account as its owner sees it. */
import { quantityOf, type Account } from "../ledger/account.js";
import { formatFixed } from "../money/amount.js";
import { formatAmount, settlementScale } from "../money/asset.js";
import type { AccountView } from "./contract.js";

const cents = (amount: bigint) => formatFixed(amount, settlementScale);

export function accountView(account: Account): AccountView {
  const balances = Object.entries(account.balances).map(([assetId, { scale, available, held }]) => ({
    assetId,
    available: formatAmount(available, assetId, scale),
    held: formatAmount(held, assetId, scale),
  }));
  const positions = Object.entries(account.positions).map(([assetId, { cost, realised }]) => ({
    assetId,
    quantity: formatAmount(quantityOf(account, assetId), assetId, account.balances[assetId]?.scale ?? 0),
    cost: cents(cost),
    realised: cents(realised),
  }));
  return {
    uid: account.uid,
    status: account.status,
    balances: balances.sort(byAsset),
    positions: positions.sort(byAsset),
    // Market orders never rest, so nothing can be open yet.
    openOrders: [],
    seq: account.seq,
    updatedAt: account.seq === 0 ? null : new Date(account.atMs).toISOString(),
  };
}

const byAsset = (left: { assetId: string }, right: { assetId: string }) =>
  left.assetId < right.assetId ? -1 : 1;
