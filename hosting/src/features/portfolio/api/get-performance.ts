/** How the portfolio did over a range. */
import type { PerformanceInput, PerformanceOutput } from "@bourse/functions/portfolio/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const send = callable<PerformanceInput, PerformanceOutput>("portfolio-performance");

const freshMs = 60_000;

/** @param seq the account's: with every entry it is asked for again, and the last answer stays meanwhile */
export const getPerformance = (uid: string, range: PerformanceInput["range"], seq: number) =>
  queryOptions<PerformanceOutput, Failure>({
    queryKey: ["performance", uid, range, seq],
    queryFn: () => send({ range }),
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
    retry: false,
    networkMode: "always",
  });
