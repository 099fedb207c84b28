import type { DeleteInput, DeleteOutput } from "@bourse/functions/users/contract";
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Failure } from "../../../lib/failure.js";
import { sending } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { deleteAccount } from "../api/delete-account.js";
import { endSession } from "../ended.js";
import styles from "./credentials-form.module.css";

/** Deletes the account for good, once the user has typed their own address. */
export function DeleteForm({ email }: { readonly email: string }) {
  const [typed, setTyped] = useState("");
  const remove = useMutation<DeleteOutput, Failure, DeleteInput>({
    mutationFn: deleteAccount,
    ...sending,
    onSuccess: () => endSession("deleted"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() === email.toLowerCase()) remove.mutate({ confirm: true });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className="dim">
        Your name, address, watchlists, alerts and sign-in are erased. The journal of your account is kept
        without your name, because the law and the books ask for it. This cannot be undone.
      </p>
      <TextInput
        label="Type your email address to confirm"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button
        type="submit"
        color="red"
        loading={remove.isPending}
        disabled={typed.trim().toLowerCase() !== email.toLowerCase()}
      >
        Delete my account
      </Button>
      <Announce>{remove.error && <Notice tone="bad">{sentenceFor(remove.error)}</Notice>}</Announce>
    </form>
  );
}
