import type { AssetView, QuoteView } from "@bourse/functions/assets/contract";
import type { PlaceOutput } from "@bourse/functions/orders/contract";
import { Button, SegmentedControl } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { placeOrder } from "../api/place-order.js";
import { doneSentence } from "../done-sentence.js";
import { estimateOf, readSize, type Side, type Size, type SizeBy } from "../ticket.js";
import { SizeField } from "./size-field.js";
import styles from "./order-ticket.module.css";

type Asset = Omit<AssetView, "quote">;
type Props = {
  readonly uid: string;
  readonly asset: Asset;
  readonly quote: QuoteView | null;
  /** What there is to spend and to sell. */
  readonly cash: string;
  readonly holding: string;
};
type Intended = { readonly assetId: string; readonly side: Side; readonly size: Size };

const sides = [
  { value: "buy" as const, label: "Buy" },
  { value: "sell" as const, label: "Sell" },
];

/** A market order: side, size, and what came of it. */
export function OrderTicket({ uid, asset, quote, cash, holding }: Props) {
  const { assetId } = asset;
  const [side, setSide] = useState<Side>("buy");
  const [chosen, setChosen] = useState<SizeBy>("quantity");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const order = useIntent<Intended, PlaceOutput>(`order.${uid}`, (orderId, { size, ...rest }) =>
    placeOrder({ orderId, type: "market", ...rest, ...size }),
  );
  // A sale is always by quantity: what a sum of money would sell is known only after the price is.
  const by = side === "sell" ? "quantity" : chosen;
  const read = readSize(typed, by, asset);

  /** Another side or unit is another order: what was typed for the last one would mean something else. */
  const turn = (apply: () => void) => {
    apply();
    setTyped("");
    setProblem(null);
    order.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(read.ok ? null : read.problem);
    if (read.ok) order.submit({ assetId, side, size: read.size }, () => setTyped(""));
  };

  return (
    <form className={styles.ticket} data-side={side} onSubmit={submit} noValidate>
      <SegmentedControl
        fullWidth
        aria-label="Side"
        value={side}
        onChange={(value) => turn(() => setSide(value))}
        disabled={order.isPending}
        data={sides}
        classNames={{ indicator: styles.indicator ?? "", label: styles.side ?? "" }}
      />
      <SizeField
        {...{ assetId, side, by, typed, problem, cash, holding }}
        onBy={(to) => turn(() => setChosen(to))}
        onTyped={setTyped}
      />
      <Estimate text={read.ok && quote ? estimateOf(read.size, side, quote.price, asset) : null} />
      <Button
        type="submit"
        size="md"
        className={styles.submit ?? ""}
        loading={order.isPending}
        disabled={quote === null || !isOpenTo(side, asset)}
      >
        {side === "buy" ? "Buy" : "Sell"} {assetId}
      </Button>
      <Announce>
        {order.failure && <Notice tone="bad">{sentenceFor(order.failure)}</Notice>}
        {order.output && <Notice tone="good">{doneSentence(order.output)}</Notice>}
      </Announce>
    </form>
  );
}

const isOpenTo = (side: Side, { status }: Asset) =>
  status === "active" || (status === "delisted" && side === "sell");

function Estimate({ text }: { readonly text: string | null }) {
  return (
    <p className={styles.estimate}>
      <span>Estimate</span>
      <span className="num">{text ?? "–"}</span>
    </p>
  );
}
