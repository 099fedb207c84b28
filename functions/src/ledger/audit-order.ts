/** The audit of orders: each against the fills that its entries carry. */
import { formatAmount, settlementAssetId, settlementScale } from "../money/asset.js";
import { formatFixed, readDecimal } from "../money/amount.js";
import type { AccountRecord } from "./account-record.js";
import { canonicalJson, type EntryRecord } from "./entry-record.js";
import { orderChange, readOpenOrder, type OpenOrderRecord, type OrderRecord } from "./order-record.js";
import { readCents, writeCents } from "./record.js";

const terminal = ["filled", "cancelled", "expired", "replaced", "rejected"];
const feeRateDecimals = 6;

export function auditOrders(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): { record: string; problem: string }[] {
  const findings: { record: string; problem: string }[] = [];
  const byOrder = new Map<string, EntryRecord[]>();
  for (const entry of entries) {
    const { orderId, kind } = entry;
    if (orderId === null || kind === "reversal") continue;
    const own = byOrder.get(orderId);
    if (own) own.push(entry);
    else byOrder.set(orderId, [entry]);
  }
  const known = new Set<string>();
  for (const order of [...orders].sort((a, b) => a.acceptedSeq - b.acceptedSeq)) {
    const record = `orders/${order.orderId}`;
    const own = byOrder.get(order.orderId) ?? [];
    const fills = own.filter(({ kind }) => kind === "fill");
    const scale = account.balances[order.assetId]?.scale;
    const faults = [
      ...recordFaults(order, own),
      ...orderFaults(order, fills, scale),
      ...figureFaults(order, fills),
    ];
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

/** What an order says of its entries. */
function recordFaults(order: OrderRecord, own: readonly EntryRecord[]): string[] {
  const [first, last] = [own[0], own.at(-1)];
  // A replacement that moved nothing has no entry of its own: the next one has its number, with another request.
  const placedBy = own.filter(
    ({ seq, request }) =>
      seq === order.acceptedSeq && (order.replaces === null || sameJson(request, order.request)),
  );
  const atOnce = order.type === "market";
  const noLaterThan = (one: string, other: string | undefined) => other === undefined || one <= other;
  return broken([
    ["entryCount is that of its entries", order.entryCount === own.length],
    [
      "its entries are numbered in their order",
      own.every(({ entryId }, at) => entryId === `order.${order.orderId}.${at + 1}`),
    ],
    ["a market order has an entry", !atOnce || first !== undefined],
    ["acceptedSeq is no later than its first entry", !first || order.acceptedSeq <= first.seq],
    ["a market order is accepted by its entry", !atOnce || order.acceptedSeq === first?.seq],
    ["createdAt is no later than its first entry", noLaterThan(order.createdAt, first?.at)],
    ["createdAt is that of the entry that accepted it", placedBy.every(({ at }) => at === order.createdAt)],
    ["updatedAt is no earlier than its last entry", !last || order.updatedAt >= last.at],
    [
      "a market order ends with its entry",
      !atOnce || (last?.at === order.updatedAt && order.commitId === last.commitId),
    ],
    ["it ends with its last entry", !endsWithEntry(order, own) || endedBy(order, last)],
    [
      "acceptedBy is the commit of the entry that accepted it",
      placedBy.every((it) => it.commitId === order.acceptedBy),
    ],
    [
      "request is that of the entry that accepted it",
      placedBy.every((it) => sameJson(it.request, order.request)),
    ],
    ["its own fields say what was requested", saysWhatWasRequested(order)],
    ["its index fields are those of its prices", indexFits(order)],
  ]);
}

/** A leg may end without an entry of its own, and what is replaced ends with the entry of its successor. */
function endsWithEntry({ status, parentId }: OrderRecord, own: readonly EntryRecord[]): boolean {
  if (status === "filled") return true;
  return own.length > 0 && parentId === null && ["cancelled", "expired", "rejected"].includes(status);
}

const endedBy = ({ updatedAt, commitId }: OrderRecord, last: EntryRecord | undefined) =>
  last?.at === updatedAt && last.commitId === commitId;

/** What an order says of itself and its fills. */
function orderFaults(order: OrderRecord, fills: readonly EntryRecord[], scale: number | undefined): string[] {
  const whole = order.filledQuantity === order.quantity;
  const zero = order.side === "buy" ? writeCents(0n) : formatAmount(0n, order.assetId, order.scale);
  const bound = order.limitPrice ?? order.collarPrice;
  const priceOf = ({ fill }: EntryRecord) => readOr(fill?.price ?? "", order.priceScale);
  const worst = bound === null ? null : readOr(bound, order.priceScale);
  const within = (price: bigint) =>
    worst === null || (order.side === "buy" ? price <= worst : price >= worst);
  const over = terminal.includes(order.status);
  return broken([
    ["assetId is that of its fills", fills.every(({ position }) => position?.assetId === order.assetId)],
    ["side is that of its fills", fills.every(({ fill }) => fill?.side === order.side)],
    ["scale is that of its asset", scale === undefined ? fills.length === 0 : order.scale === scale],
    [
      "priceScale is that of its fills",
      fills.every(({ fill }) => decimals(fill?.price) === order.priceScale),
    ],
    ["it is filled exactly when its quantity is", (order.status === "filled") === whole],
    ["it is partially filled when something is filled", order.status !== "open" || fills.length === 0],
    ["it holds nothing when it is over", !over || order.hold === zero],
    ["it holds nothing while it is held", order.status !== "held" || order.hold === zero],
    ["a market order is over at once", order.type !== "market" || marketOrderIsOver(order, whole)],
    ["no fill is worse than its limit", fills.every((entry) => within(priceOf(entry)))],
    ["no fill is before its trigger", order.trigger !== "pending" || fills.length === 0],
    [
      "no fill is after it expired",
      fills.every(({ at }) => order.expiresAt === null || at < order.expiresAt),
    ],
  ]);
}

const broken = (rules: readonly (readonly [string, boolean])[]) =>
  rules.flatMap(([rule, holds]) => (holds ? [] : [`is at odds with: ${rule}`]));

function indexFits(order: OrderRecord): boolean {
  try {
    return sameJson(orderChange(readOpenOrder(openOnly(order)), order.commitId), withoutRequest(order));
  } catch (error) {
    // A figure that does not fit the order's scales, or a buy that rests without a bound.
    if (error instanceof RangeError || error instanceof TypeError) return false;
    throw error;
  }
}

function withoutRequest({ request: _request, acceptedBy: _acceptedBy, ...change }: OrderRecord) {
  return change;
}

/** What the account keeps of an order while it is open. */
export function openOnly(order: OrderRecord): OpenOrderRecord {
  const {
    triggerAbove: _above,
    triggerBelow: _below,
    expiryHour: _hour,
    commitId: _commit,
    ...open
  } = withoutRequest(order);
  return open;
}

function marketOrderIsOver(order: OrderRecord, whole: boolean): boolean {
  const over = whole ? order.status === "filled" : order.status === "cancelled";
  const reason = whole ? null : "depth_exhausted";
  const plain = order.trigger === "none" && order.timeInForce === "ioc" && order.expiresAt === null;
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
  if (order.exactValue !== formatFixed(exact, scale + priceScale))
    faults.push("exactValue is not price × quantity");
  if (order.filledValue !== writeCents(sums.value)) faults.push("filledValue is not the sum of its fills");
  if (order.fee !== writeCents(sums.fee)) faults.push("fee is not the sum of its fills");
  if (readOr(order.quantity, scale) < sums.quantity) faults.push("is filled beyond its quantity");
  if (order.notional !== null && sums.value + sums.fee > readCents(order.notional)) {
    faults.push("costs more than its notional");
  }
  return faults;
}

/**
 * Where the request names a field of the order, the order must say the same, be it as decimal or as count. Legs and
 * replacements carry the request that brought them about, which speaks of another order.
 */
function saysWhatWasRequested(order: OrderRecord): boolean {
  const { request } = order;
  if (order.parentId !== null || order.replaces !== null) return true;
  const amounts = [
    ["quantity", order.quantity, order.scale],
    ["notional", order.notional, 2],
    ["limitPrice", order.limitPrice, order.priceScale],
    ["stopPrice", order.trail ? null : order.stopPrice, order.priceScale],
  ] as const;
  // A market order lends its legs the time that was asked for; itself it never rests.
  const lasting = order.type === "market" ? ([] as const) : (["timeInForce"] as const);
  const texts = ["assetId", "side", "type", "orderId", ...lasting] as const;
  return (
    texts.every((field) => request[field] === undefined || request[field] === order[field]) &&
    amounts.every(([field, text, scale]) => {
      const asked = request[field];
      if (asked === undefined) return field === "quantity" || text === null;
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
