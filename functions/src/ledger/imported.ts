/**
 * Imported orders: orders that were over in another system before the account came here. They are history to look at:
 * no entry speaks of them, they hold nothing and nothing of the account follows from them. The opening of the account
 * names how many they are and their digest in its request, which its hash covers, and the scales of what it brings.
 */
import { sha256 } from "#sha256";
import { formatFixed, readDecimal } from "../money/amount.js";
import { formatAmount } from "../money/asset.js";
import type { AccountRecord } from "./account-record.js";
import { canonicalJson, type EntryRecord } from "./entry-record.js";
import type { OrderRecord } from "./order-record.js";
import { writeCents } from "./record.js";

/** Stands where the commit of an order stands: no commit of the ledger made it. */
export const importCommitId = "import";
/** Why an imported order ended without being filled: the other system knew. */
export const importReason = "imported";

export const isImported = ({ importedFrom }: Pick<OrderRecord, "importedFrom">) => importedFrom !== undefined;

/** A digest of orders in any order: the sum of their SHA-256, so that orders can be added as they come. */
export type OrdersDigest = { readonly count: number; readonly sum: bigint };
export const noOrders: OrdersDigest = { count: 0, sum: 0n };
const digestModulus = 1n << 256n;

export function withOrder({ count, sum }: OrdersDigest, order: OrderRecord): OrdersDigest {
  return { count: count + 1, sum: (sum + BigInt(`0x${sha256(canonicalJson(order))}`)) % digestModulus };
}

/** What the request of an opening says of what comes with the account. */
export const openingRequest = ({ count, sum }: OrdersDigest, holdings: readonly Scaled[]) => ({
  orders: String(count),
  ordersDigest: sum.toString(16).padStart(64, "0"),
  scales: holdings
    .map(({ assetId, scale }) => `${assetId} ${scale}`)
    .sort()
    .join(),
});
type Scaled = { readonly assetId: string; readonly scale: number };

type Finding = { record: string; problem: string };

/** The audit of imported orders: that they are over, stand by themselves, and are those that came with the account. */
export function auditImported(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): Finding[] {
  const imported = orders.filter(isImported);
  const others = orders.filter((order) => !isImported(order));
  const findings: Finding[] = [];
  const known = new Set<string>();
  for (const order of imported) {
    const faults = importedFaults(order);
    if (known.has(order.orderId)) faults.push("is there twice");
    known.add(order.orderId);
    findings.push(...faults.map((problem) => ({ record: `orders/${order.orderId}`, problem })));
  }
  for (const { entryId, orderId } of entries) {
    if (orderId !== null && known.has(orderId))
      findings.push({ record: `entries/${entryId}`, problem: "its order is an imported one" });
  }
  for (const { orderId, ...order } of others) {
    const named = [order.groupId, order.parentId, order.replaces, order.replacedBy, ...order.legIds];
    if (named.some((id) => id !== null && known.has(id)))
      findings.push({ record: `orders/${orderId}`, problem: "belongs to an imported order" });
  }
  for (const orderId of Object.keys(account.orders)) {
    if (known.has(orderId))
      findings.push({ record: "account", problem: `keeps ${orderId}, which is imported` });
  }
  return [...findings, ...openingFaults(account, entries, imported)];
}

/** Without an opening nothing names them: the account had nothing but its history. */
function openingFaults(
  { balances }: AccountRecord,
  entries: readonly EntryRecord[],
  imported: readonly OrderRecord[],
): Finding[] {
  const [first] = entries;
  if (first?.kind !== "opening") return [];
  const assetIds = entries.flatMap(({ kind, position }) =>
    kind === "opening" && position ? [position.assetId] : [],
  );
  const holdings = assetIds.map((assetId) => ({ assetId, scale: balances[assetId]?.scale ?? -1 }));
  const { orders, ordersDigest, scales } = openingRequest(imported.reduce(withOrder, noOrders), holdings);
  const findings: Finding[] = [];
  const { request } = first;
  if (request?.["orders"] !== orders || request["ordersDigest"] !== ordersDigest) {
    const problem = "its imported orders are not those that it names";
    findings.push({ record: `entries/${first.entryId}`, problem });
  }
  if (request?.["scales"] !== scales) {
    findings.push({ record: "account", problem: "its scales are not those that it was opened with" });
  }
  return findings;
}

function importedFaults(order: OrderRecord): string[] {
  const faults: string[] = [];
  const { scale, priceScale, side, status, reason } = order;
  const demand = (what: string, holds: boolean) => {
    if (!holds) faults.push(`is at odds with: ${what}`);
  };
  const over = ["filled", "cancelled", "expired", "rejected"].includes(status);
  demand("an imported order is over", over);
  demand("its reason goes with its status", reason === (status === "filled" ? null : importReason));
  demand(
    "no commit made it",
    order.commitId === importCommitId && order.acceptedBy === importCommitId && order.entryCount === 0,
  );
  demand(
    "it stands by itself",
    order.groupId === order.orderId &&
      order.legIds.length === 0 &&
      order.parentId === null &&
      order.replaces === null &&
      order.replacedBy === null,
  );
  demand(
    "no tick concerns it",
    order.triggerAbove === null && order.triggerBelow === null && order.expiryHour === null,
  );
  demand("it ends after it began", order.createdAt <= order.updatedAt);
  try {
    const zero = side === "buy" ? writeCents(0n) : formatAmount(0n, order.assetId, scale);
    demand("it holds nothing", order.hold === zero);
    const [quantity, filled] = [readDecimal(order.quantity, scale), readDecimal(order.filledQuantity, scale)];
    demand("it is filled exactly when its quantity is", (status === "filled") === (filled === quantity));
    demand("it is filled within its quantity", filled >= 0n && filled <= quantity && quantity > 0n);
    const exact = readDecimal(order.exactValue, scale + priceScale);
    demand("its value is written in its scales", order.exactValue === formatFixed(exact, scale + priceScale));
    demand("what is not filled has no value", filled > 0n || exact === 0n);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.push(error.message);
  }
  return faults;
}
