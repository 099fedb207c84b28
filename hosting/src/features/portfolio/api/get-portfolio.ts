/** Positions, totals and what each is worth, as the server counts them. */
import type { GetOutput } from "@bourse/functions/portfolio/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const send = callable<object, GetOutput>("portfolio-get");

/** Prices move on their own: figures are asked for again after so long. */
const freshMs = 15_000;

/** @param seq the account's: with every entry the figures are others, and the last ones stay meanwhile */
export const getPortfolio = (uid: string, seq: number) =>
  queryOptions<GetOutput, Failure>({
    queryKey: ["portfolio", uid, seq],
    queryFn: () => send({}),
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
    retry: false,
    networkMode: "always",
  });
