import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import type { AuthFailure } from "../auth-failure.js";
import { emailProblem, type Credentials } from "../credentials.js";
import styles from "./credentials-form.module.css";

type Props = {
  readonly action: string;
  readonly send: (credentials: Credentials) => Promise<void>;
  /** Tells a password manager whether to fill in or to offer one. */
  readonly passwordIs: "current" | "new";
  readonly passwordProblem: (password: string) => string | null;
};

type Problems = { email: string | null; password: string | null };

/** Email and password. What happens after success is the session's business: the layout sees it and moves on. */
export function CredentialsForm({ action, send, passwordIs, passwordProblem }: Props) {
  const [problems, setProblems] = useState<Problems>({ email: null, password: null });
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const mutation = useMutation<void, AuthFailure, Credentials>({ mutationFn: send, networkMode: "always" });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = { email: email.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    const found = { email: emailProblem(typed.email), password: passwordProblem(typed.password) };
    setProblems(found);
    if (found.email) email.current?.focus();
    else if (found.password) password.current?.focus();
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
        error={problems.email}
      />
      <PasswordInput
        ref={password}
        label="Password"
        name="password"
        size="md"
        autoComplete={`${passwordIs}-password`}
        error={problems.password}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
      />
      <Button type="submit" size="md" loading={mutation.isPending} fullWidth>
        {action}
      </Button>
      <Announce>{mutation.error && <Notice tone="bad">{mutation.error.message}</Notice>}</Announce>
    </form>
  );
}
