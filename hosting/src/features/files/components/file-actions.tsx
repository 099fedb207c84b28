import type { CreateDownloadOutput, DeleteOutput, FileView } from "@bourse/functions/files/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Notice } from "../../../lib/ui/notice.js";
import { createDownload } from "../api/create-download.js";
import { deleteFile } from "../api/delete-file.js";
import styles from "./files.module.css";

type Props = { readonly uid: string; readonly file: FileView; readonly onRename: () => void };
type Named = { readonly fileId: string };

/** The address answers with an attachment: the page stays where it is. */
const fetchFrom = ({ url }: CreateDownloadOutput) => globalThis.location.assign(url);

export function FileActions({ uid, file, onRename }: Props) {
  const { fileId, name, status } = file;
  const [asks, setAsks] = useState(false);
  const download = useIntent<Named, CreateDownloadOutput>(`download.${uid}`, (_, input) =>
    createDownload(input),
  );
  const remove = useIntent<Named, DeleteOutput>(`delete.${uid}`, (_, input) => deleteFile(input));
  const failure = download.failure ?? remove.failure;

  if (asks) {
    return (
      <div className={styles.actions} role="group" aria-label={`Delete ${name}?`}>
        <Button size="compact-sm" loading={remove.isPending} onClick={() => remove.submit({ fileId })}>
          Delete it
        </Button>
        <Button variant="default" size="compact-sm" autoFocus onClick={() => setAsks(false)}>
          Keep it
        </Button>
        {failure && <Notice tone="bad">{sentenceFor(failure)}</Notice>}
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      {status === "ready" && (
        <>
          <Button
            variant="default"
            size="compact-sm"
            loading={download.isPending}
            aria-label={`Download ${name}`}
            onClick={() => download.submit({ fileId }, fetchFrom)}
          >
            Download
          </Button>
          <Button variant="default" size="compact-sm" aria-label={`Rename ${name}`} onClick={onRename}>
            Rename
          </Button>
        </>
      )}
      <Button variant="default" size="compact-sm" aria-label={`Delete ${name}`} onClick={() => setAsks(true)}>
        Delete
      </Button>
      {failure && <Notice tone="bad">{sentenceFor(failure)}</Notice>}
    </div>
  );
}
