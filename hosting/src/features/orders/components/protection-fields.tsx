import { SegmentedControl } from "@mantine/core";
import type { StopLossBy } from "../draft.js";
import type { TicketPart } from "./ticket-part.js";
import { PriceField } from "./price-field.js";
import { TrailField } from "./trail-field.js";
import styles from "./order-ticket.module.css";

const stopLosses: { value: StopLossBy; label: string }[] = [
  { value: "stop", label: "Stop" },
  { value: "stop_limit", label: "Stop limit" },
  { value: "trail", label: "Trail" },
];

/** Take profit and stop loss: orders on the other side that wait until this one has filled. */
export function ProtectionFields(part: TicketPart) {
  const { draft, onChange } = part;
  const { side, protects, stopLossBy } = draft;
  const [far, near] = side === "buy" ? ["above", "below"] : ["below", "above"];
  return (
    <details
      className={styles.more}
      open={protects}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== protects) onChange({ protects: open });
      }}
    >
      <summary>Protect this order</summary>
      <div className={styles.fields}>
        <PriceField
          {...part}
          field="takeProfit"
          label="Take profit"
          description={`A limit ${far} the entry price`}
          placeholder="None"
        />
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Stop loss by"
          value={stopLossBy}
          onChange={(to) => onChange({ stopLossBy: to, lossStop: "", lossLimit: "", lossTrail: "" })}
          data={stopLosses}
        />
        {stopLossBy === "trail" ? (
          <TrailField
            {...part}
            field="lossTrail"
            by={draft.lossTrailBy}
            onBy={(by) => onChange({ lossTrailBy: by, lossTrail: "" })}
          />
        ) : (
          <PriceField
            {...part}
            field="lossStop"
            label="Stop loss"
            description={`A stop ${near} the entry price`}
            placeholder="None"
          />
        )}
        {stopLossBy === "stop_limit" && <PriceField {...part} field="lossLimit" label="Stop loss limit" />}
      </div>
    </details>
  );
}
