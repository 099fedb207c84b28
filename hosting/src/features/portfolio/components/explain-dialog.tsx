import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { formatMoment, formatShortMoment } from "../../../lib/time.js";
import { Live } from "../../../lib/ui/live.js";
import table from "../../../lib/ui/table.module.css";
import { explain } from "../api/explain.js";
import { figureTitle, formatFigure, type Figure } from "../figure.js";
import styles from "./portfolio.module.css";

type Props = { readonly uid: string; readonly figure: Figure; readonly onClose: () => void };

/** The entries that a figure is made of, and their sum. */
export function ExplainDialog({ uid, figure, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  const title = figureTitle(figure);
  return (
    <dialog ref={dialog} className={styles.dialog} onClose={onClose} aria-label={`${title}, explained`}>
      <div className={styles.dialogHead}>
        <h2>{title}, entry by entry</h2>
        <Button variant="default" size="compact-sm" onClick={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
      <Entries uid={uid} figure={figure} />
    </dialog>
  );
}

function Entries({ uid, figure }: { readonly uid: string; readonly figure: Figure }) {
  const query = useInfiniteQuery(explain(uid, figure));
  return (
    <Live query={query} rows={5}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        return (
          <>
            <p className={styles.sum} data-testid="explained-total">
              <span className="dim">{query.hasNextPage ? "Sum, further entries included" : "Sum"}</span>
              <span className="num">{formatFigure(figure, pages[0]?.total ?? "0")}</span>
            </p>
            {rows.length === 0 && !query.hasNextPage ? (
              <p className={`dim ${styles.sum}`}>No entry has moved it yet.</p>
            ) : (
              <Rows figure={figure} rows={rows} />
            )}
            {query.hasNextPage && (
              <div className={table.more}>
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Live>
  );
}

const kindWords: Readonly<Record<string, string>> = {
  deposit: "Deposit",
  withdraw: "Withdrawal",
  fill: "Trade",
  reversal: "Correction",
  opening: "Brought along",
  hold: "Reserved",
  release: "Released",
};

type Row = {
  readonly entryId: string;
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly assetId: string | null;
  readonly amount: string;
  readonly sum: string;
};

function Rows({ figure, rows }: { readonly figure: Figure; readonly rows: readonly Row[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col" className={table.wide}>
              Time
            </th>
            <th scope="col" className={table.right}>
              Adds
            </th>
            <th scope="col" className={table.right}>
              Sum
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ entryId, seq, at, kind, assetId, amount, sum }) => (
            <tr key={`${entryId} ${assetId}`} data-testid="explained">
              <td>
                {seq}. {kindWords[kind] ?? kind} {assetId}
                <time className={`${table.second} ${table.narrow}`} dateTime={at}>
                  {formatShortMoment(at)}
                </time>
              </td>
              <td className={`dim ${table.wide}`}>
                <time dateTime={at}>{formatMoment(at)}</time>
              </td>
              <td className={`num ${table.right}`}>{formatFigure(figure, amount, "signed")}</td>
              <td className={`num ${table.right}`}>{formatFigure(figure, sum)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
