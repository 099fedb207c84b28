import type { OrderView } from "@bourse/functions/orders/contract";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { formatDecimal, formatUsd, isZero } from "../../../lib/money.js";
import { formatMoment } from "../../../lib/time.js";
import { Facts, type Fact } from "../../../lib/ui/facts.js";
import { reasonSentence, statusWords, timeSentence, typeWords } from "../order-words.js";

/** Everything that an order says of itself; what it has not is left out. */
export function OrderFacts({ order }: { readonly order: OrderView }) {
  const { assetId, side } = order;
  const units = (quantity: string) => `${formatDecimal(quantity)} ${assetId}`;
  const heldIn = side === "buy" ? settlementAssetId : assetId;
  const when = (known: string | null, term: string, show: (text: string) => ReactNode): Fact[] =>
    known === null ? [] : [{ term, value: show(known) }];
  const facts: Fact[] = [
    { term: "Status", value: statusWords[order.status], testId: "order-status" },
    ...when(reasonSentence(order.reason), "Why", (sentence) => <Sentence text={sentence} />),
    { term: "Type", value: `${typeWords[order.type]}, ${side === "buy" ? "buy" : "sell"}` },
    ...when(order.limitPrice, "Limit price", formatUsd),
    ...when(order.stopPrice, order.trail ? "Stop now" : "Stop price", formatUsd),
    ...when(order.trail && trailText(order.trail), "Trail", (text) => text),
    ...when(order.mark, "Best price so far", formatUsd),
    ...when(order.collarPrice, "Pays at most", formatUsd),
    ...when(order.notional, "Amount to spend", formatUsd),
    { term: "Quantity", value: units(order.quantity) },
    { term: "Filled", value: units(order.filledQuantity) },
    ...when(order.averagePrice, "Average price", formatUsd),
    { term: side === "buy" ? "Cost before fee" : "Proceeds before fee", value: formatUsd(order.filledValue) },
    { term: "Fee", value: formatUsd(order.fee) },
    ...when(isZero(order.hold) ? null : order.hold, "Held", (hold) =>
      heldIn === settlementAssetId ? formatUsd(hold) : units(hold),
    ),
    { term: "Time in force", value: <Sentence text={timeSentence(order)} /> },
    { term: "Placed", value: formatMoment(order.createdAt) },
    { term: "Last change", value: formatMoment(order.updatedAt) },
    ...when(order.parentId, "Protects", (id) => <OrderLink orderId={id} />),
    ...when(order.replaces, "Changed from", (id) => <OrderLink orderId={id} />),
    ...when(order.replacedBy, "Changed to", (id) => <OrderLink orderId={id} />),
    { term: "Id", value: <Sentence text={order.orderId} /> },
  ];
  return <Facts facts={facts} />;
}

const trailText = (trail: NonNullable<OrderView["trail"]>) =>
  "amount" in trail ? formatUsd(trail.amount) : `${formatDecimal(trail.percent)} %`;

/** A value that may need more than one line. */
const Sentence = ({ text }: { readonly text: string }) => (
  <span style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>{text}</span>
);

const OrderLink = ({ orderId }: { readonly orderId: string }) => (
  <Link to={`/orders/${orderId}`}>The other order</Link>
);
