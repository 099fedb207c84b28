import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Failure } from "../failure.js";
import { sentenceFor } from "../sentences.js";
import { Notice } from "./notice.js";

type Props<Value> = {
  readonly query: UseQueryResult<Value, Failure>;
  /** Lines of placeholder while the first answer is on its way. */
  readonly rows?: number;
  readonly children: (value: Value) => ReactNode;
};

/** Data that is on its way, here, or not to be had: each state is drawn, none leaves the page empty. */
export function Live<Value>({ query, rows = 3, children }: Props<Value>) {
  if (query.isError) {
    return (
      <Notice tone="bad">
        {sentenceFor(query.error)}{" "}
        <Button variant="default" size="compact-sm" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </Notice>
    );
  }
  if (query.isPending) return <Loading rows={rows} />;
  return <>{children(query.data)}</>;
}

function Loading({ rows }: { readonly rows: number }) {
  return (
    <div role="status" aria-label="Loading" style={{ display: "grid", gap: 12, padding: "16px 20px" }}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} radius="sm" width={row % 3 === 2 ? "72%" : "100%"} />
      ))}
    </div>
  );
}
