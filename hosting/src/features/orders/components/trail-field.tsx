import { SegmentedControl } from "@mantine/core";
import type { TrailBy } from "../draft.js";
import type { TicketPart } from "./ticket-part.js";
import { PriceField } from "./price-field.js";
import styles from "./order-ticket.module.css";

type Props = TicketPart & {
  readonly field: "trail" | "lossTrail";
  readonly by: TrailBy;
  readonly onBy: (by: TrailBy) => void;
};

/** How far a stop stays behind the best price. */
export function TrailField({ by, onBy, ...rest }: Props) {
  return (
    <div className={styles.pair}>
      <PriceField {...rest} label="Trail" unit={by === "percent" ? "%" : "$"} />
      <SegmentedControl
        aria-label="Trail by"
        value={by}
        onChange={onBy}
        data={[
          { value: "percent" as const, label: "%" },
          { value: "amount" as const, label: "$" },
        ]}
      />
    </div>
  );
}
