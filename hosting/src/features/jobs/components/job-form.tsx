import type { CreateInput, JobOutput } from "@bourse/functions/jobs/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { createJob } from "../api/create-job.js";
import { askedFor, choices, needsMonth, type Choice } from "../job-words.js";
import styles from "./jobs.module.css";

type Intended = Pick<CreateInput, "type" | "params">;

/** Months are those of UTC. */
const thisMonth = () => new Date().toISOString().slice(0, "YYYY-MM".length);

/** Asks for a file of one's own account; what becomes of it stands in the list of jobs. */
export function JobForm({ uid }: { readonly uid: string }) {
  const [choice, setChoice] = useState<Choice>("statement-pdf");
  const [month, setMonth] = useState(thisMonth);
  const asking = useIntent<Intended, JobOutput>(`job.${uid}`, (requestId, input) =>
    createJob({ requestId, ...input }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.submit(askedFor(choice, month));
  };
  const misses = needsMonth(choice) && !/^\d{4}-\d{2}$/.test(month);
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <NativeSelect
        label="What to make"
        data={[...choices]}
        value={choice}
        onChange={(event) => setChoice(event.currentTarget.value as Choice)}
      />
      {needsMonth(choice) && (
        <TextInput
          label="Month"
          type="month"
          min="1970-01"
          max={thisMonth()}
          placeholder="2026-01"
          value={month}
          onChange={(event) => setMonth(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={asking.isPending} disabled={misses}>
        Make it
      </Button>
      <Announce>{asking.failure && <Notice tone="bad">{sentenceFor(asking.failure)}</Notice>}</Announce>
    </form>
  );
}
