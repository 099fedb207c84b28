import type { MoveOutput } from "@bourse/functions/accounts/contract";
import { settlementScale } from "@bourse/functions/money/asset";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { readTypedAmount } from "../../../lib/decimal-input.js";
import { useIntent } from "../../../lib/intent.js";
import { formatUsd } from "../../../lib/money.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { deposit } from "../api/deposit.js";
import { withdraw } from "../api/withdraw.js";
import styles from "./move-form.module.css";

type Direction = "deposit" | "withdraw";
type Move = { readonly direction: Direction; readonly amount: string };

const words: Record<Direction, { label: string; done: string }> = {
  deposit: { label: "Deposit", done: "Deposited" },
  withdraw: { label: "Withdraw", done: "Withdrew" },
};

/** Moves money in and out. */
export function MoveForm({ uid, available }: { readonly uid: string; readonly available: string }) {
  const [direction, setDirection] = useState<Direction>("deposit");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const move = useIntent<Move, MoveOutput>(`move.${uid}`, (requestId, { direction: way, amount }) =>
    way === "deposit" ? deposit({ requestId, amount }) : withdraw({ requestId, amount }),
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readTypedAmount(typed, settlementScale);
    setProblem(read.ok ? null : read.problem);
    if (read.ok) move.submit({ direction, amount: read.text }, () => setTyped(""));
  };
  const turn = (next: Direction) => {
    setDirection(next);
    setProblem(null);
    move.reset();
  };

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <SegmentedControl
        fullWidth
        aria-label="Deposit or withdraw"
        value={direction}
        onChange={turn}
        disabled={move.isPending}
        data={[
          { value: "deposit" as const, label: "Deposit" },
          { value: "withdraw" as const, label: "Withdraw" },
        ]}
      />
      <TextInput
        label="Amount"
        description={`${formatUsd(available)} available`}
        inputMode="decimal"
        autoComplete="off"
        size="md"
        leftSection="$"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={problem}
        classNames={{ input: styles.amount ?? "" }}
      />
      <Button type="submit" size="md" loading={move.isPending}>
        {words[direction].label}
      </Button>
      <Announce>
        {move.failure && <Notice tone="bad">{sentenceFor(move.failure)}</Notice>}
        {move.output && <Notice tone="good">{doneSentence(move.output)}</Notice>}
      </Announce>
    </form>
  );
}

/** What the entry says was moved, which is what counts, and not what the form says by now. */
function doneSentence({ entry, account }: MoveOutput): string {
  const { label, done } = entry.kind === "withdraw" ? words.withdraw : words.deposit;
  const amount = entry.postings.find((posting) => posting.account === account.uid)?.amount.replace("-", "");
  const cash = account.balances.find(({ assetId }) => assetId === "USD")?.available ?? "0";
  return amount
    ? `${done} ${formatUsd(amount)}. Available cash is now ${formatUsd(cash)}.`
    : `${label} done. Available cash is now ${formatUsd(cash)}.`;
}
