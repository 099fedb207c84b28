/** An account as its owner sees it. */
import { quantityOf, type Account } from "../ledger/account.js";
import { openOrderRecord } from "../ledger/order-record.js";
import type { Order } from "../ledger/order.js";
import { formatFixed } from "../money/amount.js";
import { formatAmount, settlementScale } from "../money/asset.js";
import type { AccountView } from "./contract.js";

const cents = (amount: bigint) => formatFixed(amount, settlementScale);

export function accountView(account: Account): AccountView {
  const positions = Object.entries(account.positions).map(([assetId, { cost, realised }]) => ({
    assetId,
    quantity: formatAmount(quantityOf(account, assetId), assetId, account.balances[assetId]?.scale ?? 0),
    cost: cents(cost),
    realised: cents(realised),
  }));
  return {
    uid: account.uid,
    status: account.status,
    balances: balancesView(account),
    positions: positions.sort(byAsset),
    openOrders: [...account.orders.values()].map(openOrderView).sort(byOrder),
    seq: account.seq,
    updatedAt: account.seq === 0 ? null : new Date(account.atMs).toISOString(),
  };
}

export function balancesView(account: Account): AccountView["balances"] {
  const balances = Object.entries(account.balances).map(([assetId, { scale, available, held }]) => ({
    assetId,
    available: formatAmount(available, assetId, scale),
    held: formatAmount(held, assetId, scale),
  }));
  return balances.sort(byAsset);
}

function openOrderView(order: Order): AccountView["openOrders"][number] {
  const { orderId, assetId, side, type, status, trigger, timeInForce } = order;
  const record = openOrderRecord(order);
  const { quantity, filledQuantity, limitPrice, stopPrice, trail } = record;
  const { expiresAt, parentId, hold, createdAt } = record;
  return {
    ...{ orderId, assetId, side, type, status, trigger, timeInForce },
    ...{ quantity, filledQuantity, limitPrice, stopPrice, trail },
    ...{ expiresAt, parentId, hold, createdAt },
  };
}

const byOrder = (left: { orderId: string }, right: { orderId: string }) =>
  left.orderId < right.orderId ? -1 : 1;
const byAsset = (left: { assetId: string }, right: { assetId: string }) =>
  left.assetId < right.assetId ? -1 : 1;
