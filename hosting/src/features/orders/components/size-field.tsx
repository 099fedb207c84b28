import { SegmentedControl, TextInput } from "@mantine/core";
import { formatDecimal, formatUsd } from "../../../lib/money.js";
import type { Side, SizeBy } from "../ticket.js";
import styles from "./order-ticket.module.css";

type Props = {
  readonly assetId: string;
  readonly side: Side;
  readonly by: SizeBy;
  /** Whether a sum of money may be named in place of a quantity. */
  readonly canSpend: boolean;
  readonly onBy: (by: SizeBy) => void;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly problem: string | null;
  /** What there is to spend and to sell. */
  readonly cash: string;
  readonly holding: string;
};

/** How much to buy or sell, in units of the asset or, for a buy, in USD. */
export function SizeField(props: Props) {
  const { assetId, side, by, canSpend, onBy, typed, onTyped, problem, cash, holding } = props;
  const selling = side === "sell";
  const most = selling ? holding : by === "notional" ? cash : null;
  return (
    <>
      {!selling && canSpend && (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Size by"
          value={by}
          onChange={(value) => onBy(value)}
          data={[
            { value: "quantity" as const, label: `In ${assetId}` },
            { value: "notional" as const, label: "In USD" },
          ]}
        />
      )}
      <TextInput
        name="size"
        label={by === "quantity" ? "Quantity" : "Amount to spend"}
        description={
          selling ? `You can sell ${formatDecimal(holding)} ${assetId}` : `${formatUsd(cash)} available`
        }
        inputMode="decimal"
        autoComplete="off"
        size="md"
        placeholder="0"
        value={typed}
        onChange={(event) => onTyped(event.currentTarget.value)}
        error={problem}
        leftSection={by === "notional" ? "$" : undefined}
        rightSection={most === null ? assetId : <Most onClick={() => onTyped(most)} />}
        rightSectionWidth={most === null ? 16 + 10 * assetId.length : 60}
        classNames={{ input: styles.size ?? "", section: styles.unit ?? "" }}
      />
    </>
  );
}

function Most({ onClick }: { readonly onClick: () => void }) {
  return (
    <button type="button" className={styles.most} onClick={onClick} aria-label="Use all that is available">
      Max
    </button>
  );
}
