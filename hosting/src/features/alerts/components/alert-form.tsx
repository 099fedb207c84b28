import type { CreateInput, CreateOutput } from "@bourse/functions/alerts/contract";
import type { AssetView } from "@bourse/functions/assets/contract";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { readTypedAmount } from "../../../lib/decimal-input.js";
import { useIntent } from "../../../lib/intent.js";
import { formatUsd } from "../../../lib/money.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { createAlert } from "../api/create-alert.js";
import styles from "./alert-form.module.css";

type Direction = CreateInput["direction"];
type Intended = Omit<CreateInput, "alertId">;
type Props = { readonly uid: string; readonly asset: Pick<AssetView, "assetId" | "priceScale"> };

const directions = [
  { value: "above" as const, label: "Rises to" },
  { value: "below" as const, label: "Falls to" },
];

/** Asks to be told when the price gets somewhere. */
export function AlertForm({ uid, asset }: Props) {
  const { assetId, priceScale } = asset;
  const [direction, setDirection] = useState<Direction>("above");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const alert = useIntent<Intended, CreateOutput>(`alert.${uid}`, (alertId, input) =>
    createAlert({ alertId, ...input }),
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readTypedAmount(typed, priceScale);
    setProblem(read.ok ? null : read.problem);
    if (read.ok) alert.submit({ assetId, direction, price: read.text }, () => setTyped(""));
  };
  const turn = (next: Direction) => {
    setDirection(next);
    setProblem(null);
    alert.reset();
  };

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <SegmentedControl
        fullWidth
        aria-label="Alert when the price"
        value={direction}
        onChange={turn}
        disabled={alert.isPending}
        data={directions}
      />
      <TextInput
        label="Alert price"
        inputMode="decimal"
        autoComplete="off"
        leftSection="$"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={problem}
      />
      <Button type="submit" variant="default" loading={alert.isPending}>
        Alert me
      </Button>
      <Announce>
        {alert.failure && <Notice tone="bad">{sentenceFor(alert.failure)}</Notice>}
        {alert.output && <Notice tone="good">{doneSentence(alert.output)}</Notice>}
      </Announce>
    </form>
  );
}

function doneSentence({ alert: { assetId, direction, price } }: CreateOutput): string {
  return `We will tell you when ${assetId} ${direction === "above" ? "rises" : "falls"} to ${formatUsd(price)}.`;
}
