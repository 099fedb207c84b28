import { Button } from "@mantine/core";
import { Link } from "react-router";
import { formatDecimal } from "../../../lib/money.js";
import type { Terms } from "../draft.js";
import { changeableIn, type Change, type OpenOrder } from "../open-orders.js";
import { pricesOf, timeSentence, typeWord } from "../order-words.js";
import { ChangeForm } from "./change-form.js";
import { SideTag } from "./side-tag.js";
import styles from "./open-orders.module.css";

type Props = {
  readonly order: OpenOrder;
  readonly terms: Terms | undefined;
  /** Whether to say which asset it is. */
  readonly named: boolean;
  readonly isEditing: boolean;
  readonly isLeaving: boolean;
  readonly isChanging: boolean;
  readonly onEdit: (open: boolean) => void;
  readonly onCancel: () => void;
  readonly onChange: (change: Change) => void;
};

export function OpenOrderRow(props: Props) {
  const { order, terms, named, isEditing, isLeaving, isChanging, onEdit, onCancel, onChange } = props;
  const { orderId, assetId, side, type } = order;
  const title = `${typeWord(type)}${named ? ` ${assetId}` : ""}`;
  // A screen reader hears the buttons out of their row.
  const said = `${typeWord(type).toLowerCase()} ${side} order, ${assetId}, ${pricesOf(order) ?? ""}`;
  return (
    <div className={styles.order} data-testid="open-order">
      <SideTag side={side} />
      <div className={styles.words}>
        <p>
          <Link to={`/orders/${orderId}`} className={styles.title}>
            {title}
          </Link>{" "}
          <span className="num">{pricesOf(order)}</span>
        </p>
        <p className={styles.note}>
          <span className="num">
            {formatDecimal(order.filledQuantity)} of {formatDecimal(order.quantity)} {assetId} filled
          </span>
          <span>{stateOf(order)}</span>
        </p>
      </div>
      <div className={styles.actions}>
        {terms && changeableIn(order).length > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            aria-expanded={isEditing}
            aria-label={`Change ${said}`}
            onClick={() => onEdit(!isEditing)}
          >
            Change
          </Button>
        )}
        <Button
          variant="default"
          size="compact-sm"
          loading={isLeaving}
          aria-label={`Cancel ${said}`}
          onClick={onCancel}
        >
          Cancel
        </Button>
      </div>
      {terms && isEditing && (
        <ChangeForm {...{ order, terms, isChanging, onChange }} onLeave={() => onEdit(false)} />
      )}
    </div>
  );
}

function stateOf(order: OpenOrder): string {
  if (order.status === "held") return "Waits for its order";
  const time = timeSentence(order);
  return order.trigger === "triggered" ? `Triggered. ${time}` : time;
}
