import { Button } from "@mantine/core";
import { keepPreviousData, useQuery, type UseQueryOptions, type QueryKey } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Failure } from "../failure.js";
import { Live } from "./live.js";
import table from "./table.module.css";

const pageRows = 50;

type Props<Row, Key extends QueryKey> = {
  /** Listens to so many of the newest rows. */
  readonly watch: (limit: number) => UseQueryOptions<Row[], Failure, Row[], Key>;
  readonly empty: ReactNode;
  readonly children: (rows: Row[]) => ReactNode;
};

/** A live list, newest first, that reaches further back on request: all of it stays live. */
export function Paged<Row, Key extends QueryKey>({ watch, empty, children }: Props<Row, Key>) {
  const [limit, setLimit] = useState(pageRows);
  const query = useQuery({ ...watch(limit), placeholderData: keepPreviousData });
  return (
    <Live query={query} rows={8}>
      {(rows) => (
        <>
          {rows.length > 0 ? children(rows) : empty}
          {rows.length >= limit && (
            <div className={table.more}>
              <Button variant="default" onClick={() => setLimit(limit + pageRows)}>
                Show more
              </Button>
            </div>
          )}
          {query.isPlaceholderData && <p className={`dim ${table.more}`}>Loading more…</p>}
        </>
      )}
    </Live>
  );
}
