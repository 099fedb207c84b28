import { useState, type ReactNode } from "react";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { Panel } from "../../../lib/ui/panel.js";
import type { Terms } from "../draft.js";
import { familiesOf, type Family, type OpenOrder } from "../open-orders.js";
import { useOrderChanges } from "../use-order-changes.js";
import { CancelAll } from "./cancel-all.js";
import { OpenOrderRow } from "./open-order-row.js";
import styles from "./open-orders.module.css";

type Props = {
  readonly uid: string;
  readonly orders: readonly OpenOrder[];
  /** By asset: the steps that a changed price or quantity keeps to. Without them an order cannot be changed. */
  readonly terms: ReadonlyMap<string, Terms>;
  /** Where the panel is about one asset: which. */
  readonly assetId?: string;
};

/** Orders that wait, with the legs that protect them: each can be cancelled or changed where it stands. */
export function OpenOrders({ uid, orders, terms, assetId }: Props) {
  const changes = useOrderChanges(uid);
  const [editing, setEditing] = useState<string | null>(null);
  const own = assetId === undefined ? orders : orders.filter((order) => order.assetId === assetId);
  const row = (order: OpenOrder) => (
    <OpenOrderRow
      key={order.orderId}
      order={order}
      terms={terms.get(order.assetId)}
      named={assetId === undefined}
      isEditing={editing === order.orderId}
      isLeaving={changes.leaving.has(order.orderId)}
      isChanging={changes.isChanging}
      onEdit={(open) => setEditing(open ? order.orderId : null)}
      onCancel={() => changes.cancel(order.orderId)}
      onChange={(change) => changes.change(change, () => setEditing(null))}
    />
  );
  return (
    <Panel
      title="Open orders"
      flush
      aside={
        own.length > 1 && (
          <CancelAll
            count={own.length}
            isPending={changes.isCancellingAll}
            onCancelAll={() => changes.cancelAll(assetId === undefined ? {} : { assetId })}
          />
        )
      }
    >
      <Announce>
        {changes.outcome && (
          <div className={styles.outcome}>
            <Notice tone={changes.outcome.tone}>{changes.outcome.text}</Notice>
          </div>
        )}
      </Announce>
      {own.length === 0 ? (
        <p className={`dim ${styles.none}`}>No {assetId} order is waiting.</p>
      ) : (
        <ul className={styles.families}>
          {familiesOf(own).map((family) => (
            <FamilyItem key={family.key} family={family} row={row} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

type FamilyProps = { readonly family: Family; readonly row: (order: OpenOrder) => ReactNode };

function FamilyItem({ family: { parent, legs }, row }: FamilyProps) {
  return (
    <li className={styles.family}>
      {parent && row(parent)}
      {legs.length > 0 && (
        <>
          <p className={styles.caption}>{parent ? "Once it has filled" : captionOf(legs)}</p>
          <ul className={styles.legs} aria-label="Legs">
            {legs.map((leg) => (
              <li key={leg.orderId}>{row(leg)}</li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

const captionOf = ({ length }: readonly OpenOrder[]) =>
  length > 1 ? "Protection: when one fills, the other ends" : "Protection";
