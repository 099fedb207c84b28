/** The audit of orders: each against the fills that its entries carry. */
import { formatAmount, settlementAssetId, settlementScale } from "../money/asset.js";
import { readDecimal } from "../money/amount.js";
import type { AccountRecord } from "./account-record.js";
import { canonicalJson, type EntryRecord } from "./entry-record.js";
import type { OrderRecord } from "./order-record.js";
import { readCents, writeCents } from "./record.js";

const terminal = ["filled", "cancelled", "expired", "replaced", "rejected"];
const feeRateDecimals = 6;

export function auditOrders(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): { record: string; problem: string }[] {
  const findings: { record: string; problem: string }[] = [];
  const byOrder = new Map<string | null, EntryRecord[]>();
  for (const entry of entries) {
    if (entry.kind === "fill") byOrder.set(entry.orderId, [...(byOrder.get(entry.orderId) ?? []), entry]);
  }
  const known = new Set<string>();
  for (const order of [...orders].sort((a, b) => a.acceptedSeq - b.acceptedSeq)) {
    const record = `orders/${order.orderId}`;
    const own = byOrder.get(order.orderId) ?? [];
    const scale = account.balances[order.assetId]?.scale;
    const faults = [...orderFaults(order, own, scale), ...figureFaults(order, own)];
    if (known.has(order.orderId)) faults.push("is there twice");
    known.add(order.orderId);
    findings.push(...faults.map((problem) => ({ record, problem })));
  }
  for (const entry of entries) {
    if (entry.orderId !== null && !known.has(entry.orderId)) {
      findings.push({ record: `entries/${entry.entryId}`, problem: "its order is not there" });
    }
  }
  return findings;
}

/** Scales of the account that none of its orders shares. */
export function scaleFaults(account: AccountRecord, orders: readonly OrderRecord[]): string[] {
  return Object.entries(account.balances).flatMap(([assetId, { scale }]) => {
    if (assetId === settlementAssetId) return scale === settlementScale ? [] : ["scale of USD is not 2"];
    const scales = orders.filter((order) => order.assetId === assetId).map((order) => order.scale);
    const odd = scales.length > 0 && !scales.includes(scale);
    return odd ? [`scale of ${assetId} is ${scale}, its orders say ${scales.join()}`] : [];
  });
}

/** What an order says beside its figures. */
function orderFaults(order: OrderRecord, fills: readonly EntryRecord[], scale: number | undefined): string[] {
  const first = fills[0];
  const last = fills.at(-1);
  if (!first || !last) return ["has no entry"];
  const whole = order.filledQuantity === order.quantity;
  const zero = order.side === "buy" ? writeCents(0n) : formatAmount(0n, order.assetId, order.scale);
  const holds: readonly (readonly [string, boolean])[] = [
    ["acceptedSeq is that of its first entry", order.acceptedSeq === first.seq],
    ["createdAt is that of its first entry", order.createdAt === first.at],
    ["updatedAt is that of its last entry", order.updatedAt === last.at],
    ["commitId is that of its last entry", order.commitId === last.commitId],
    ["request is that of its entries", fills.every((it) => sameJson(it.request, order.request))],
    ["its own fields say what was requested", saysWhatWasRequested(order)],
    ["assetId is that of its fills", fills.every(({ position }) => position?.assetId === order.assetId)],
    ["side is that of its fills", fills.every(({ fill }) => fill?.side === order.side)],
    ["scale is that of its asset", order.scale === scale],
    [
      "priceScale is that of its fills",
      fills.every(({ fill }) => decimals(fill?.price) === order.priceScale),
    ],
    ["it is filled exactly when its quantity is", (order.status === "filled") === whole],
    ["it holds nothing when it is over", !terminal.includes(order.status) || order.hold === zero],
    ["a market order is over at once", order.type !== "market" || marketOrderIsOver(order, whole)],
  ];
  return holds.flatMap(([rule, held]) => (held ? [] : [`is at odds with: ${rule}`]));
}

function marketOrderIsOver(order: OrderRecord, whole: boolean): boolean {
  const over = whole ? order.status === "filled" : order.status === "cancelled";
  const reason = whole ? null : "depth_exhausted";
  const plain = order.trigger === "none" && order.timeInForce === "ioc";
  return over && plain && order.reason === reason && order.createdAt === order.updatedAt;
}

/** Cost and fee are those of its fills, each the cumulative figure less what was charged before. */
function figureFaults(order: OrderRecord, entries: readonly EntryRecord[]): string[] {
  const { scale, priceScale, side } = order;
  const feeRate = readDecimal(order.feeRate, feeRateDecimals);
  const divisor = 10n ** BigInt(Math.max(0, scale + priceScale - 2));
  let exact = 0n;
  const sums = { quantity: 0n, value: 0n, fee: 0n };
  const faults: string[] = [];
  for (const { fill, entryId } of entries) {
    if (!fill) continue;
    const quantity = readOr(fill.quantity, scale);
    exact += quantity * readOr(fill.price, priceScale);
    const value = side === "buy" ? ceiling(exact, divisor) : exact / divisor;
    const fee = ceiling(value * feeRate, 10n ** BigInt(feeRateDecimals));
    if (readCents(fill.value) !== value - sums.value)
      faults.push(`the value of ${entryId} is not price × quantity`);
    if (readCents(fill.fee) !== fee - sums.fee) faults.push(`the fee of ${entryId} is not rate × value`);
    sums.quantity += quantity;
    sums.value = value;
    sums.fee = fee;
  }
  const filled = formatAmount(sums.quantity, order.assetId, scale);
  if (order.filledQuantity !== filled) faults.push("filledQuantity is not the sum of its fills");
  if (order.filledValue !== writeCents(sums.value)) faults.push("filledValue is not the sum of its fills");
  if (order.fee !== writeCents(sums.fee)) faults.push("fee is not the sum of its fills");
  if (readOr(order.quantity, scale) < sums.quantity) faults.push("is filled beyond its quantity");
  if (order.notional !== null && sums.value + sums.fee > readCents(order.notional)) {
    faults.push("costs more than its notional");
  }
  return faults;
}

/** Where the request names a field of the order, the order must say the same, be it as decimal or as count. */
function saysWhatWasRequested(order: OrderRecord): boolean {
  const { request } = order;
  const amounts = [
    ["quantity", order.quantity, order.scale],
    ["notional", order.notional, 2],
  ] as const;
  const texts = ["assetId", "side", "type", "orderId", "timeInForce"] as const;
  return (
    texts.every((field) => request[field] === undefined || request[field] === order[field]) &&
    amounts.every(([field, text, scale]) => {
      const asked = request[field];
      if (asked === undefined) return field !== "notional" || text === null;
      const amount = text === null ? -1n : readOr(text, scale);
      return asked === String(amount) || readOr(asked, scale) === amount;
    })
  );
}

const sameJson = (left: unknown, right: unknown) => canonicalJson(left) === canonicalJson(right);
const decimals = (text: string | undefined) => text?.split(".")[1]?.length ?? 0;
const ceiling = (dividend: bigint, divisor: bigint) => (dividend + divisor - 1n) / divisor;

/** An amount, or one that no sum can meet where the text does not fit the scale. */
function readOr(text: string, scale: number): bigint {
  try {
    return readDecimal(text, scale);
  } catch {
    return -1n;
  }
}
