import type { ProfileView, UpdateInput } from "@bourse/functions/users/contract";
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Failure } from "../../../lib/failure.js";
import { sending } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { updateProfile } from "../api/update-profile.js";
import styles from "./profile-form.module.css";

/** What the user is called, in which language, and whether they want mail. */
export function ProfileForm({ profile }: { readonly profile: ProfileView }) {
  const [name, setName] = useState(profile.displayName);
  const [locale, setLocale] = useState(profile.locale);
  const [mail, setMail] = useState(profile.marketingEmails);
  const save = useMutation<ProfileView, Failure, UpdateInput>({ mutationFn: updateProfile, ...sending });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const displayName = name.trim();
    save.mutate({ ...(displayName && { displayName }), locale: locale.trim(), marketingEmails: mail });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        autoComplete="name"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Language"
        description='A language tag, like "en-GB"'
        maxLength={35}
        value={locale}
        onChange={(event) => setLocale(event.currentTarget.value)}
      />
      <label className={styles.check}>
        <input type="checkbox" checked={mail} onChange={(event) => setMail(event.currentTarget.checked)} />
        Send me news by email
      </label>
      <Button type="submit" loading={save.isPending}>
        Save
      </Button>
      <Announce>
        {save.error && <Notice tone="bad">{sentenceFor(save.error)}</Notice>}
        {save.isSuccess && <Notice tone="good">Saved.</Notice>}
      </Announce>
    </form>
  );
}
