import type { ReactNode } from "react";
import table from "../../../lib/ui/table.module.css";

type Row = { readonly key: string; readonly cells: readonly ReactNode[] };
type Props = { readonly label: string; readonly heads: readonly string[]; readonly rows: readonly Row[] };

/** A plain table: one line a row, what can be done with it at the end. */
export function RowsTable({ label, heads, rows }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, at) => (
                <td key={heads[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A cell with what explains it below. */
export function TwoLines({ first, second }: { readonly first: string; readonly second: string }) {
  return (
    <>
      {first}
      {second && <span className={table.second}>{second}</span>}
    </>
  );
}
