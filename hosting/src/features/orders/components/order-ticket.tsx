import type { AssetView, QuoteView } from "@bourse/functions/assets/contract";
import type { PlaceOutput } from "@bourse/functions/orders/contract";
import { Button } from "@mantine/core";
import { useState, type FocusEvent, type FormEvent } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { placeOrder } from "../api/place-order.js";
import { doneSentence } from "../done-sentence.js";
import {
  emptyDraft,
  readDraft,
  rests,
  shownProblems,
  sizeBy,
  turned,
  type Draft,
  type Ordered,
} from "../draft.js";
import { estimateOf, readSize, type Side } from "../ticket.js";
import { BoundFields } from "./bound-fields.js";
import { OrderPreview } from "./order-preview.js";
import { PriceFields } from "./price-fields.js";
import { ProtectionFields } from "./protection-fields.js";
import { SideField } from "./side-field.js";
import { SizeField } from "./size-field.js";
import type { TicketPart } from "./ticket-part.js";
import { TimeFields } from "./time-fields.js";
import { TypeField } from "./type-field.js";
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

const untouched = { tried: false, left: new Set<string>() };

/** An order: side, type, size, and what came of it. A market order needs no more; all else opens when it is asked for. */
export function OrderTicket({ uid, asset, quote, cash, holding }: Props) {
  const { assetId } = asset;
  const [draft, setDraft] = useState(emptyDraft);
  const [touched, setTouched] = useState(untouched);
  const order = useIntent<Ordered, PlaceOutput>(`order.${uid}`, (orderId, ordered) =>
    placeOrder({ orderId, ...ordered }),
  );
  const { side, size } = draft;
  const by = sizeBy(draft);
  const read = readDraft(draft, asset);
  const problems = shownProblems(read, draft, touched);
  const part: TicketPart = { draft, problems, onChange: (change) => setDraft({ ...draft, ...change }) };

  const turn = (change: Partial<Draft>) => {
    setDraft(turned(draft, change));
    setTouched(untouched);
    order.reset();
  };
  const leave = ({ target }: FocusEvent<HTMLElement>) => {
    const name = target.getAttribute("name");
    if (name && !touched.left.has(name)) setTouched({ ...touched, left: new Set([...touched.left, name]) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched({ ...touched, tried: !read.ok });
    if (!read.ok) return;
    order.submit(read.order, () => {
      setDraft((now) => ({ ...now, size: "" }));
      setTouched(untouched);
    });
  };

  return (
    <form className={styles.ticket} data-side={side} onSubmit={submit} onBlur={leave} noValidate>
      <SideField side={side} disabled={order.isPending} onSide={(to) => turn({ side: to })} />
      <TypeField type={draft.type} disabled={order.isPending} onType={(type) => turn({ type })} />
      <SizeField
        {...{ assetId, side, by, cash, holding }}
        canSpend={draft.type === "market"}
        typed={size}
        problem={problems.size ?? null}
        onBy={(to) => {
          part.onChange({ by: to, size: "" });
          order.reset();
        }}
        onTyped={(typed) => part.onChange({ size: typed })}
      />
      <PriceFields {...part} quote={quote} />
      <ProtectionFields {...part} />
      {rests(draft) && <TimeFields {...part} />}
      {draft.type === "market" && <BoundFields {...part} />}
      {rests(draft) || draft.bounded ? (
        <OrderPreview uid={uid} side={side} assetId={assetId} order={read.ok ? read.order : null} />
      ) : (
        <Estimate text={marketEstimate(draft, asset, quote)} />
      )}
      <Submit
        text={`${side === "buy" ? "Buy" : "Sell"} ${assetId}`}
        isPending={order.isPending}
        disabled={quote === null || !isOpenTo(side, asset)}
      />
      <Announce>
        {order.failure && <Notice tone="bad">{sentenceFor(order.failure)}</Notice>}
        {order.output && <Notice tone="good">{doneSentence(order.output)}</Notice>}
      </Announce>
    </form>
  );
}

type SubmitProps = { readonly text: string; readonly isPending: boolean; readonly disabled: boolean };

const Submit = ({ text, isPending, disabled }: SubmitProps) => (
  <Button type="submit" size="md" className={styles.submit ?? ""} loading={isPending} disabled={disabled}>
    {text}
  </Button>
);

const isOpenTo = (side: Side, { status }: Asset) =>
  status === "active" || (status === "delisted" && side === "sell");

function marketEstimate(draft: Draft, asset: Asset, quote: QuoteView | null): string | null {
  const read = readSize(draft.size, sizeBy(draft), asset);
  return read.ok && quote ? estimateOf(read.size, draft.side, quote.price, asset) : null;
}

function Estimate({ text }: { readonly text: string | null }) {
  return (
    <p className={styles.estimate}>
      <span>Estimate</span>
      <span className="num">{text ?? "–"}</span>
    </p>
  );
}
