import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Failure } from "../../../lib/failure.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { changePassword, type PasswordChange } from "../api/change-password.js";
import { newPasswordProblem } from "../credentials.js";
import styles from "./credentials-form.module.css";

const toggle = { "aria-label": "Show or hide the password" };

/** A new password ends every other session. */
export function PasswordForm({ email }: { readonly email: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const change = useMutation<void, Error, PasswordChange>({
    mutationFn: changePassword,
    networkMode: "always",
    onSuccess: () => {
      setCurrent("");
      setNext("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = newPasswordProblem(next);
    setProblem(found);
    if (!found) change.mutate({ email, current, next });
  };
  const { error } = change;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={toggle}
      />
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
        error={problem}
        visibilityToggleButtonProps={toggle}
      />
      <Button type="submit" variant="default" loading={change.isPending} disabled={current === ""}>
        Change the password
      </Button>
      <Announce>
        {error && <Notice tone="bad">{error instanceof Failure ? sentenceFor(error) : error.message}</Notice>}
        {change.isSuccess && (
          <Notice tone="good">The password is changed, and every other session has ended.</Notice>
        )}
      </Announce>
    </form>
  );
}
