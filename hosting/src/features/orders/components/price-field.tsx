import { TextInput } from "@mantine/core";
import type { Field } from "../draft.js";
import type { TicketPart } from "./ticket-part.js";
import styles from "./order-ticket.module.css";

type Props = TicketPart & {
  readonly field: Exclude<Field, "size" | "expiresAt">;
  readonly label: string;
  readonly description?: string;
  readonly unit?: "$" | "%";
  readonly placeholder?: string;
};

/** A price in USD, or a percentage: one field of the draft. */
export function PriceField(props: Props) {
  const { draft, problems, onChange, field, label, description, unit = "$", placeholder } = props;
  return (
    <TextInput
      name={field}
      label={label}
      description={description}
      inputMode="decimal"
      autoComplete="off"
      placeholder={placeholder}
      value={draft[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      error={problems[field]}
      leftSection={unit === "$" ? "$" : undefined}
      rightSection={unit === "%" ? "%" : undefined}
      classNames={{ input: styles.size ?? "", section: styles.unit ?? "" }}
    />
  );
}
