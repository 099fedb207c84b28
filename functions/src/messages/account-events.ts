/**
 * The entries of an account as events. Entries are immutable and numbered, and what an order has become is read when
 * it is over or decided by the entries alone: an entry is the same event whenever it is looked at.
 */
import { cancelledByOwner } from "../ledger/close.js";
import type { EntryRecord } from "../ledger/entry-record.js";
import type { OrderRecord } from "../ledger/order-record.js";
import { formatShortest, readDecimal } from "../money/amount.js";
import type { NewNotification } from "../notifications/notification.js";

/** What is read beside an entry. */
export type Known = {
  /** The order that the entry is of, and its legs. */
  readonly orders: ReadonlyMap<string, OrderRecord>;
  /** Filled quantity of the entry's order up to the entry, as a decimal. */
  readonly filledAt: (entry: EntryRecord) => string;
};

/** None for what moves within the account only. */
export function eventsOf(uid: string, entry: EntryRecord, known: Known): NewNotification[] {
  const order = entry.orderId === null ? undefined : known.orders.get(entry.orderId);
  switch (entry.kind) {
    case "deposit":
    case "withdraw":
      return [moved(uid, entry)];
    case "fill":
      return order ? [filled(uid, entry, order, known), ...unprotected(uid, entry, order, known)] : [];
    case "release":
      return order && isLast(entry, order)
        ? [...ended(uid, entry, order), ...unprotected(uid, entry, order, known)]
        : [];
    case "hold":
    case "reversal":
    case "opening":
      return [];
  }
}

const of = (uid: string, { entryId, at }: EntryRecord) => ({ uid, notificationId: entryId, createdAt: at });

function moved(uid: string, entry: EntryRecord): NewNotification {
  const [posting] = entry.postings.filter(({ account }) => account === uid);
  const amount = (posting?.amount ?? "0").replace("-", "");
  const assetId = posting?.assetId ?? "USD";
  const isDeposit = entry.kind === "deposit";
  return {
    ...of(uid, entry),
    kind: isDeposit ? "deposit_completed" : "withdrawal_completed",
    title: isDeposit ? `${amount} ${assetId} deposited` : `${amount} ${assetId} withdrawn`,
    text: `Your available balance is ${posting?.balanceAfter ?? "0"} ${assetId} now.`,
    data: { entryId: entry.entryId, amount, assetId, balanceAfter: posting?.balanceAfter ?? "0" },
  };
}

const verbs = { buy: "bought", sell: "sold" } as const;

function filled(uid: string, entry: EntryRecord, order: OrderRecord, { filledAt }: Known): NewNotification {
  const { orderId, assetId, side, scale } = order;
  const { quantity = "0", price = "0", value = "0", fee = "0" } = entry.fill ?? {};
  const so = filledAt(entry);
  const left = readDecimal(order.quantity, scale) - readDecimal(so, scale);
  const isWhole = left === 0n;
  const rest = formatShortest(left, scale);
  const isOver = order.status === "cancelled" && isLast(entry, order);
  const next = isOver ? "The rest was cancelled." : `${rest} are left.`;
  return {
    ...of(uid, entry),
    kind: isWhole ? "order_filled" : "order_partially_filled",
    title: isWhole
      ? `Your order is filled: ${quantity} ${assetId} ${verbs[side]}`
      : `Your order is partially filled: ${quantity} ${assetId} ${verbs[side]}`,
    text: `At ${price} USD, for ${value} USD and a fee of ${fee} USD.${isWhole ? "" : ` ${next}`}`,
    data: {
      ...{ orderId, entryId: entry.entryId, assetId, side, quantity, price, value, fee },
      ...{ filledQuantity: so, orderQuantity: order.quantity },
    },
  };
}

/** Why orders end, as people read it. */
const whys: Record<string, string> = {
  time_is_over: "Its time was over.",
  depth_exhausted: "Nothing more was on offer at its price.",
  not_marketable: "The price was not within its limit.",
  insufficient_funds: "The available balance did not cover it.",
  sibling_filled: "Its counterpart has traded.",
  parent_ended: "The order it protected has ended.",
  [cancelledByOwner]: "You have cancelled it.",
};

const endings = {
  cancelled: { kind: "order_cancelled", word: "was cancelled" },
  expired: { kind: "order_expired", word: "has expired" },
  rejected: { kind: "order_rejected", word: "was rejected" },
} as const;

function ended(uid: string, entry: EntryRecord, order: OrderRecord): NewNotification[] {
  const { orderId, assetId, side, status, quantity, filledQuantity } = order;
  if (!(status in endings)) return [];
  const { kind, word } = endings[status as keyof typeof endings];
  const reason = order.reason ?? "";
  return [
    {
      ...of(uid, entry),
      kind,
      title: `Your order to ${side} ${quantity} ${assetId} ${word}`,
      text: `${whys[reason] ?? `The reason is ${reason.replaceAll("_", " ")}.`} ${filledQuantity} of it was filled.`,
      data: { orderId, entryId: entry.entryId, assetId, side, quantity, filledQuantity, reason },
      quiet: reason === cancelledByOwner,
    },
  ];
}

/** Legs that could not be opened on what their parent has filled: nothing of theirs moves, so no entry tells it. */
function unprotected(
  uid: string,
  entry: EntryRecord,
  order: OrderRecord,
  { orders }: Known,
): NewNotification[] {
  const legs = order.legIds.flatMap((id) => orders.get(id) ?? []);
  return legs
    .filter(({ status, entryCount }) => status === "rejected" && entryCount === 0)
    .map(({ orderId, assetId, side, quantity, reason }) => ({
      ...{ uid, notificationId: `order.${orderId}.rejected`, createdAt: entry.at, kind: "order_rejected" },
      title: `Your order to ${side} ${quantity} ${assetId} was rejected`,
      text: `${whys[reason ?? ""] ?? "It could not be opened."} It was to protect another order, which is not protected now.`,
      data: { orderId, parentId: order.orderId, assetId, side, quantity, reason: reason ?? "" },
    }));
}

/** The order's last entry, which is the one that ends it where it has ended. */
const isLast = ({ entryId }: EntryRecord, { orderId, entryCount }: OrderRecord) =>
  entryId === `order.${orderId}.${entryCount}`;
