import type { FileView, UpdateOutput } from "@bourse/functions/files/contract";
import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { updateFile } from "../api/update-file.js";
import styles from "./files.module.css";

type Props = { readonly uid: string; readonly file: FileView; readonly onDone: () => void };
type Intended = { readonly fileId: string; readonly name: string };

export function RenameForm({ uid, file, onDone }: Props) {
  const { fileId } = file;
  const [typed, setTyped] = useState(file.name);
  const rename = useIntent<Intended, UpdateOutput>(`rename.${uid}`, (_, input) => updateFile(input));
  const name = typed.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === file.name) return onDone();
    if (name !== "") rename.submit({ fileId, name }, onDone);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.rename}>
      <TextInput
        label={`New name of ${file.name}`}
        autoFocus
        maxLength={120}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={rename.failure ? sentenceFor(rename.failure) : name === "" ? "Give it a name." : null}
      />
      <Button type="submit" size="compact-sm" loading={rename.isPending}>
        Save
      </Button>
      <Button variant="default" size="compact-sm" onClick={onDone}>
        Leave it
      </Button>
    </form>
  );
}
