import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { sendPasswordReset } from "../api/send-password-reset.js";
import type { AuthFailure } from "../auth-failure.js";
import { emailProblem } from "../credentials.js";
import styles from "./credentials-form.module.css";

export function ResetForm() {
  const [problem, setProblem] = useState<string | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const mutation = useMutation<void, AuthFailure, string>({
    mutationFn: sendPasswordReset,
    networkMode: "always",
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = email.current?.value.trim() ?? "";
    const found = emailProblem(typed);
    setProblem(found);
    if (found) email.current?.focus();
    else mutation.mutate(typed);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextInput
        ref={email}
        label="Email"
        type="email"
        name="email"
        size="md"
        autoComplete="username"
        spellCheck={false}
        error={problem}
      />
      <Button type="submit" size="md" loading={mutation.isPending} fullWidth>
        Send the link
      </Button>
      <Announce>
        {mutation.isSuccess && (
          <Notice tone="good">
            If there is an account for {mutation.variables}, a link to choose a new password is on its way.
          </Notice>
        )}
        {mutation.error && <Notice tone="bad">{mutation.error.message}</Notice>}
      </Announce>
    </form>
  );
}
