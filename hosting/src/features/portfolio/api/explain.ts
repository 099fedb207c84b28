/** The entries that a figure is made of, newest first, page by page. */
import type { ExplainInput, ExplainOutput } from "@bourse/functions/portfolio/contract";
import { infiniteQueryOptions, type InfiniteData, type QueryKey } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";
import type { Figure } from "../figure.js";

const send = callable<ExplainInput, ExplainOutput>("portfolio-explain");

const pageRows = 25;

type Cursor = string | null;

export const explain = (uid: string, { figure, assetId }: Figure) =>
  infiniteQueryOptions<ExplainOutput, Failure, InfiniteData<ExplainOutput, Cursor>, QueryKey, Cursor>({
    queryKey: ["explain", uid, figure, assetId ?? null],
    queryFn: ({ pageParam }) =>
      send({
        ...{ figure, limit: pageRows },
        ...(assetId !== undefined && { assetId }),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Pages belong to one moment: asked for again, they begin anew.
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    networkMode: "always",
  });
