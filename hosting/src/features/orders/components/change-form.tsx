import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Terms } from "../draft.js";
import { changeableIn, readChange, type Change, type ChangeField, type OpenOrder } from "../open-orders.js";
import styles from "./open-orders.module.css";

const labels: Record<ChangeField, string> = {
  stopPrice: "New stop price",
  limitPrice: "New limit price",
  quantity: "New quantity",
};

type Props = {
  readonly order: OpenOrder;
  readonly terms: Terms;
  readonly isChanging: boolean;
  readonly onChange: (change: Change) => void;
  readonly onLeave: () => void;
};

/** Replaces an order's prices and quantity in its row. */
export function ChangeForm({ order, terms, isChanging, onChange, onLeave }: Props) {
  const [typed, setTyped] = useState<Partial<Record<ChangeField, string>>>({});
  const [problems, setProblems] = useState<Partial<Record<ChangeField, string>>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readChange(order, typed, terms);
    setProblems(read.ok ? {} : read.problems);
    if (read.ok) onChange(read.change);
  };
  return (
    <form
      className={styles.change}
      onSubmit={submit}
      onKeyDown={({ key }) => key === "Escape" && onLeave()}
      noValidate
    >
      {changeableIn(order).map((field, at) => (
        <TextInput
          key={field}
          label={labels[field]}
          inputMode="decimal"
          autoComplete="off"
          autoFocus={at === 0}
          value={typed[field] ?? order[field] ?? ""}
          onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          error={problems[field]}
          leftSection={field === "quantity" ? undefined : "$"}
        />
      ))}
      <div className={styles.actions}>
        <Button type="submit" loading={isChanging}>
          Save
        </Button>
        <Button variant="default" onClick={onLeave}>
          Leave as it is
        </Button>
      </div>
    </form>
  );
}
