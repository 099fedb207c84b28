import type { UploadKind } from "@bourse/functions/files/contract";
import { Button, FileButton, SegmentedControl } from "@mantine/core";
import { useState, type DragEvent } from "react";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { problemOf } from "../choice.js";
import { useTransfers, type Transfer } from "../use-transfers.js";
import styles from "./files.module.css";

const kinds = [
  { value: "document" as const, label: "Document" },
  { value: "avatar" as const, label: "Picture of me" },
];
const accepted: Record<UploadKind, string> = {
  document: ".pdf,.png,.jpg,.jpeg,.webp,.csv,.txt",
  avatar: ".png,.jpg,.jpeg,.webp",
};
const hints: Record<UploadKind, string> = {
  document: "PDF, PNG, JPEG, WebP, CSV or plain text, up to 10 MB each.",
  avatar: "PNG, JPEG or WebP, up to 2 MB. It takes the place of the one before.",
};

/** Chooses files, or has them dropped here, and shows each on its way. */
export function UploadForm({ uid }: { readonly uid: string }) {
  const [kind, setKind] = useState<UploadKind>("document");
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [over, setOver] = useState(false);
  const { transfers, begin, again, remove } = useTransfers(uid);

  const choose = (chosen: readonly File[]) => {
    setProblems(chosen.flatMap((file) => problemOf(file, kind) ?? []));
    const fitting = chosen.filter((file) => problemOf(file, kind) === null);
    if (fitting.length > 0) begin(kind, fitting);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose([...event.dataTransfer.files]);
  };

  return (
    <div className={styles.form}>
      <SegmentedControl aria-label="Kind of file" value={kind} onChange={setKind} data={kinds} />
      <div
        className={styles.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileButton
          onChange={(files) => choose(files)}
          accept={accepted[kind]}
          multiple
          inputProps={{ "aria-label": "Files to upload" }}
        >
          {(props) => <Button {...props}>Choose files</Button>}
        </FileButton>
        <p className={styles.hint}>Or drop them here. {hints[kind]}</p>
      </div>
      <Announce>{problems.length > 0 && <Notice tone="bad">{problems.join(" ")}</Notice>}</Announce>
      {transfers.map((transfer) => (
        <TransferRow
          key={transfer.id}
          transfer={transfer}
          onAgain={() => again(transfer)}
          onDismiss={() => remove(transfer.id)}
        />
      ))}
    </div>
  );
}

type RowProps = {
  readonly transfer: Transfer;
  readonly onAgain: () => void;
  readonly onDismiss: () => void;
};

function TransferRow({ transfer, onAgain, onDismiss }: RowProps) {
  const { name, part, failure } = transfer;
  if (failure) {
    return (
      <Notice tone="bad">
        <strong className={styles.name}>{name}</strong> {sentenceFor(failure)}
        <span className={styles.actions}>
          {failure.retryable && (
            <Button variant="default" size="compact-sm" onClick={onAgain}>
              Try again
            </Button>
          )}
          <Button variant="default" size="compact-sm" onClick={onDismiss}>
            Dismiss
          </Button>
        </span>
      </Notice>
    );
  }
  const percent = Math.round(part * 100);
  return (
    <div className={styles.transfer} data-testid="transfer">
      <span className={styles.name}>{name}</span>
      <span className="num dim">{percent} %</span>
      <progress max={100} value={percent} aria-label={`Uploading ${name}`} />
    </div>
  );
}
