import { useQuery } from "@tanstack/react-query";
import { sentenceFor } from "../../../lib/sentences.js";
import { Facts } from "../../../lib/ui/facts.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { previewOrder } from "../api/preview-order.js";
import type { Ordered } from "../draft.js";
import { previewFacts } from "../preview-facts.js";
import type { Side } from "../ticket.js";
import styles from "./order-ticket.module.css";

type Props = {
  readonly uid: string;
  readonly side: Side;
  readonly assetId: string;
  /** Null while the draft is not an order yet. */
  readonly order: Ordered | null;
};

/** What the order would do now, by the server; where it would be refused, why. Placing does not wait for it. */
export function OrderPreview({ uid, side, assetId, order }: Props) {
  const { data, error } = useQuery(previewOrder(uid, order));
  return (
    <section className={styles.preview} aria-label="Preview" data-testid="preview">
      {!error && <Facts facts={previewFacts(side, assetId, data ?? null)} />}
      <Announce>{error && <Notice tone="plain">{sentenceFor(error)}</Notice>}</Announce>
    </section>
  );
}
