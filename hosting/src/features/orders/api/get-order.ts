/** One order with its legs, its fills and all that it has moved. */
import type { GetInput, GetOutput } from "@bourse/functions/orders/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const send = callable<GetInput, GetOutput>("orders-get");

/** @param seq the account's: with every entry the order is asked for again, and the last answer stays meanwhile */
export const getOrder = (uid: string, orderId: string, seq: number) =>
  queryOptions<GetOutput, Failure>({
    queryKey: ["order", uid, orderId, seq],
    queryFn: () => send({ orderId }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
    networkMode: "always",
  });
