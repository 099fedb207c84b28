import { NativeSelect } from "@mantine/core";
import type { OrderType } from "../draft.js";
import { typeWords } from "../order-words.js";
import styles from "./order-ticket.module.css";

const types = Object.entries(typeWords).map(([value, label]) => ({ value: value as OrderType, label }));

const sentences: Record<OrderType, string> = {
  market: "Fills at once, at the price of the moment.",
  limit: "Fills at your price or a better one.",
  stop: "Becomes a market order when the price reaches the stop.",
  stop_limit: "Becomes a limit order when the price reaches the stop.",
  trailing_stop: "The stop follows the price at a distance, and never back.",
};

type Props = {
  readonly type: OrderType;
  readonly disabled: boolean;
  readonly onType: (type: OrderType) => void;
};

export function TypeField({ type, disabled, onType }: Props) {
  return (
    <NativeSelect
      label="Order type"
      inputWrapperOrder={["label", "input", "description"]}
      description={type === "market" ? undefined : sentences[type]}
      data={types}
      value={type}
      disabled={disabled}
      onChange={(event) => onType(event.currentTarget.value as OrderType)}
      classNames={{ root: type === "market" ? (styles.inline ?? "") : "" }}
    />
  );
}
