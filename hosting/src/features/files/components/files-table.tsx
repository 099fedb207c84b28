import type { FileView } from "@bourse/functions/files/contract";
import table from "../../../lib/ui/table.module.css";
import { FileRow } from "./file-row.js";

type Props = { readonly uid: string; readonly files: readonly FileView[] };

export function FilesTable({ uid, files }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Size
            </th>
            <th scope="col">Status</th>
            <th scope="col" className={table.wide}>
              Added
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              Actions
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <FileRow key={file.fileId} uid={uid} file={file} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
