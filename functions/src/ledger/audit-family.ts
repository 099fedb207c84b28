/** The audit of orders together: what the account keeps of them, what they hold, and how they belong to each other. */
import { readDecimal } from "../money/amount.js";
import { settlementAssetId, settlementScale } from "../money/asset.js";
import type { AccountRecord } from "./account-record.js";
import type { Fold } from "./audit-fold.js";
import { openOnly } from "./audit-order.js";
import { canonicalJson } from "./entry-record.js";
import type { OrderRecord } from "./order-record.js";

type Finding = { record: string; problem: string };

const openStatuses = ["held", "open", "partially_filled"];

export function auditFamilies(account: AccountRecord, orders: readonly OrderRecord[], fold: Fold): Finding[] {
  return [
    ...openFaults(account, orders),
    ...linkFaults(orders),
    ...holdFaults(orders, fold),
    ...exitFaults(orders),
  ];
}

/** The account keeps every open order as its document says it, and no other. */
function openFaults(account: AccountRecord, orders: readonly OrderRecord[]): Finding[] {
  const findings: Finding[] = [];
  const open = new Set<string>();
  for (const order of orders) {
    const record = `orders/${order.orderId}`;
    const kept = account.orders[order.orderId];
    const isOpen = openStatuses.includes(order.status);
    if (isOpen) open.add(order.orderId);
    if (isOpen !== (kept !== undefined)) findings.push({ record, problem: "is open in one place only" });
    else if (kept && canonicalJson(kept) !== canonicalJson(openOnly(order))) {
      findings.push({ record, problem: "is not as the account keeps it" });
    }
  }
  for (const orderId of Object.keys(account.orders)) {
    if (!open.has(orderId))
      findings.push({ record: "account", problem: `keeps ${orderId}, which is not open` });
  }
  return findings;
}

/** Replacements name each other; a leg has a parent of its family on the other side. */
function linkFaults(orders: readonly OrderRecord[]): Finding[] {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const findings: Finding[] = [];
  for (const order of orders) {
    const { orderId, groupId, replaces, replacedBy, parentId } = order;
    const fail = (problem: string) => findings.push({ record: `orders/${orderId}`, problem });
    if (replaces !== null && byId.get(replaces)?.replacedBy !== orderId)
      fail("the order it replaces does not name it");
    if (replacedBy !== null && byId.get(replacedBy)?.replaces !== orderId)
      fail("the order that replaced it does not name it");
    if ((order.status === "replaced") !== (replacedBy !== null))
      fail("replacedBy does not go with its status");
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (parentId !== null && !parent) fail("its parent is not there");
    if (parent && (parent.side === order.side || parent.groupId !== groupId))
      fail("its parent is of another family");
    const origin = replaces ?? parentId;
    const family = origin === null ? orderId : byId.get(origin)?.groupId;
    if (groupId !== family) fail("groupId is not that of its family");
  }
  return findings;
}

/** What a family's entries have moved into `held` is what its open orders hold. */
function holdFaults(orders: readonly OrderRecord[], fold: Fold): Finding[] {
  const groupOf = new Map(orders.map(({ orderId, groupId }) => [orderId, groupId]));
  const moved = new Map<string, bigint>();
  const add = (key: string, amount: bigint) => moved.set(key, (moved.get(key) ?? 0n) + amount);
  for (const { orderId, assetId, amount } of fold.orderHolds.values()) {
    add(`${groupOf.get(orderId) ?? orderId} ${assetId}`, amount);
  }
  for (const { groupId, assetId, side, scale, hold } of orders) {
    const buys = side === "buy";
    const amount = readDecimal(hold, buys ? settlementScale : scale);
    add(`${groupId} ${buys ? settlementAssetId : assetId}`, -amount);
  }
  return [...moved].flatMap(([key, left]) => {
    const [groupId = ""] = key.split(" ");
    const problem = "its family holds other than its entries have reserved";
    return left === 0n ? [] : [{ record: `orders/${groupId}`, problem }];
  });
}

/** Legs never exit more than their family has entered. */
function exitFaults(orders: readonly OrderRecord[]): Finding[] {
  const balance = new Map<string, bigint>();
  for (const { groupId, parentId, scale, filledQuantity } of orders) {
    const filled = readDecimal(filledQuantity, scale);
    balance.set(groupId, (balance.get(groupId) ?? 0n) + (parentId === null ? filled : -filled));
  }
  return [...balance].flatMap(([groupId, left]) =>
    left >= 0n ? [] : [{ record: `orders/${groupId}`, problem: "its legs exit more than they protect" }],
  );
}
