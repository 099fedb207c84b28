import { SegmentedControl } from "@mantine/core";
import type { Side } from "../ticket.js";
import styles from "./order-ticket.module.css";

const sides = [
  { value: "buy" as const, label: "Buy" },
  { value: "sell" as const, label: "Sell" },
];

type Props = {
  readonly side: Side;
  readonly disabled: boolean;
  readonly onSide: (side: Side) => void;
};

export function SideField({ side, disabled, onSide }: Props) {
  return (
    <SegmentedControl
      fullWidth
      aria-label="Side"
      value={side}
      onChange={onSide}
      disabled={disabled}
      data={sides}
      classNames={{ indicator: styles.indicator ?? "", label: styles.side ?? "" }}
    />
  );
}
