import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { BlockInput, BlockOutput } from "@bourse/functions/security/contract";
import type { Failure } from "../../../lib/failure.js";
import { sending } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { formatMoment } from "../../../lib/time.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { block, operationsKey } from "../api/operations.js";
import { subjectOf } from "../subject.js";
import styles from "./operations.module.css";

const durations = [
  { value: "60", label: "An hour" },
  { value: "1440", label: "A day" },
  { value: "10080", label: "A week" },
];

/** Blocks an address or a user for a time; a block that holds is replaced. */
export function BlockForm({ uid }: { readonly uid: string }) {
  const client = useQueryClient();
  const [who, setWho] = useState("");
  const [why, setWhy] = useState("");
  const [minutes, setMinutes] = useState("60");
  const blocking = useMutation<BlockOutput, Failure, BlockInput>({
    mutationFn: (input) => block(input),
    ...sending,
    onSuccess: async () => {
      setWho("");
      setWhy("");
      await client.invalidateQueries({ queryKey: operationsKey(uid) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    blocking.mutate({ subject: subjectOf(who.trim()), why: why.trim(), minutes: Number(minutes) });
  };
  const isEmpty = who.trim() === "" || why.trim() === "";
  return (
    <form onSubmit={submit} noValidate className={styles.parts}>
      <div className={styles.fields}>
        <TextInput
          label="Address or user id"
          autoComplete="off"
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <TextInput
          label="Why"
          autoComplete="off"
          maxLength={280}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <NativeSelect
          label="For"
          data={durations}
          value={minutes}
          onChange={(event) => setMinutes(event.currentTarget.value)}
        />
        <Button type="submit" loading={blocking.isPending} disabled={isEmpty}>
          Block
        </Button>
      </div>
      <Announce>
        {blocking.error && <Notice tone="bad">{sentenceFor(blocking.error)}</Notice>}
        {blocking.data && (
          <Notice tone="good">
            Blocked {blocking.data.denial.who} until {formatMoment(blocking.data.denial.until)}.
          </Notice>
        )}
      </Announce>
    </form>
  );
}
