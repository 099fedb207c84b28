import { reasonSentences, type FileView } from "@bourse/functions/files/contract";
import { useState } from "react";
import { formatMoment } from "../../../lib/time.js";
import table from "../../../lib/ui/table.module.css";
import { formatBytes, kindWords, statusWords } from "../file-words.js";
import { FileActions } from "./file-actions.js";
import styles from "./files.module.css";
import { RenameForm } from "./rename-form.js";

type Props = { readonly uid: string; readonly file: FileView };

export function FileRow({ uid, file }: Props) {
  const [renaming, setRenaming] = useState(false);
  const { name, kind, size, status, reason, image, createdAt } = file;
  const dimensions = image && ` · ${image.width} × ${image.height}`;
  return (
    <tr data-testid="file" id={`file-${file.fileId}`}>
      <td>
        {renaming ? (
          <RenameForm uid={uid} file={file} onDone={() => setRenaming(false)} />
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        <span className={table.second}>
          {kindWords[kind]}
          {dimensions}
        </span>
        <span className={`num ${table.second} ${table.narrow}`}>{formatBytes(size)}</span>
      </td>
      <td className={`num ${table.right} ${table.wide}`}>{formatBytes(size)}</td>
      <td>
        <span className={styles.status} data-status={status}>
          {statusWords[status]}
        </span>
        {reason && <span className={table.second}>{reasonSentences[reason]}</span>}
      </td>
      <td className={`num dim ${table.wide}`}>
        <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
      </td>
      <td className={`${table.right} ${table.last}`}>
        <FileActions uid={uid} file={file} onRename={() => setRenaming(true)} />
      </td>
    </tr>
  );
}
