import type { TicketPart } from "./ticket-part.js";
import { PriceField } from "./price-field.js";
import styles from "./order-ticket.module.css";

/** Price protection of a market order. */
export function BoundFields(part: TicketPart) {
  const { draft, onChange } = part;
  const { side, bounded } = draft;
  return (
    <details
      className={styles.more}
      open={bounded}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== bounded) onChange({ bounded: open });
      }}
    >
      <summary>More</summary>
      <div className={styles.fields}>
        <PriceField
          {...part}
          field="bound"
          label={side === "buy" ? "Highest price" : "Lowest price"}
          description="Refuses the order where the price is worse"
          placeholder="Any"
        />
      </div>
    </details>
  );
}
