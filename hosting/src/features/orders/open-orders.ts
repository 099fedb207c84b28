/** Open orders as families: an order with the legs that protect it, or the legs alone once it has filled. */
import type { AccountView } from "@bourse/functions/accounts/contract";
import type { ReplaceInput } from "@bourse/functions/orders/contract";
import { readPrice, type Terms } from "./draft.js";
import { readSize } from "./ticket.js";

export type OpenOrder = AccountView["openOrders"][number];
export type Family = {
  readonly key: string;
  /** Null where only the legs are still open. */
  readonly parent: OpenOrder | null;
  readonly legs: readonly OpenOrder[];
};

/** Keeps the order in which families first come. */
export function familiesOf(orders: readonly OpenOrder[]): Family[] {
  const families = new Map<string, { parent: OpenOrder | null; legs: OpenOrder[] }>();
  for (const order of orders) {
    const key = order.parentId ?? order.orderId;
    const family = families.get(key) ?? { parent: null, legs: [] };
    if (order.parentId === null) family.parent = order;
    else family.legs.push(order);
    families.set(key, family);
  }
  return [...families].map(([key, family]) => ({ key, ...family }));
}

export type ChangeField = "limitPrice" | "stopPrice" | "quantity";

/** What of an order can still be changed: a leg follows its parent's quantity, a stop that has triggered is over. */
export function changeableIn(order: OpenOrder): ChangeField[] {
  const { status, type, trigger, parentId, limitPrice } = order;
  if (status === "held") return [];
  const movesStop = (type === "stop" || type === "stop_limit") && trigger === "pending";
  return [
    ...(movesStop ? (["stopPrice"] as const) : []),
    ...(limitPrice === null ? [] : (["limitPrice"] as const)),
    ...(parentId === null ? (["quantity"] as const) : []),
  ];
}

export type Change = Pick<ReplaceInput, "orderId" | ChangeField>;
export type ReadChange =
  { ok: true; change: Change } | { ok: false; problems: Partial<Record<ChangeField, string>> };

/** Only what differs is changed. */
export function readChange(
  order: OpenOrder,
  typed: Partial<Record<ChangeField, string>>,
  terms: Terms,
): ReadChange {
  const problems: Partial<Record<ChangeField, string>> = {};
  const change: Change = { orderId: order.orderId };
  for (const field of changeableIn(order)) {
    const text = typed[field];
    if (text === undefined || text === order[field]) continue;
    const read = field === "quantity" ? quantityOf(text, terms) : readPrice(text, terms);
    if (!read.ok) problems[field] = read.problem;
    else if (!isSame(read.text, order[field])) change[field] = read.text;
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const [first] = changeableIn(order);
  if (first && Object.keys(change).length === 1) {
    return { ok: false, problems: { [first]: "Nothing is different yet." } };
  }
  return { ok: true, change };
}

function quantityOf(text: string, terms: Terms) {
  const read = readSize(text, "quantity", terms);
  if (!read.ok) return read;
  return { ok: true as const, text: "quantity" in read.size ? read.size.quantity : "" };
}

/** "29000" and "29000.00" are one price. */
const shortest = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const isSame = (text: string, before: string | null) =>
  before !== null && shortest(text) === shortest(before);
