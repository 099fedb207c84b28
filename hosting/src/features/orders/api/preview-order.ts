/** What an order would do now: asked for when nobody types any more, and never shown for another order than its own. */
import type { PreviewInput, PreviewOutput } from "@bourse/functions/orders/contract";
import { queryOptions, skipToken } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";
import type { Ordered } from "../draft.js";

const send = callable<PreviewInput, PreviewOutput>("orders-preview");

const typingMs = 400;
/** The market moves on: what a preview says is asked again after so long. */
const freshMs = 15_000;

/** @param order null where there is nothing to preview yet */
export const previewOrder = (uid: string, order: Ordered | null) =>
  queryOptions<PreviewOutput, Failure>({
    queryKey: ["preview", uid, order],
    queryFn: order
      ? async ({ signal }) => {
          await pause(typingMs, signal);
          return send(order);
        }
      : skipToken,
    gcTime: 0,
    refetchInterval: freshMs,
    retry: false,
    networkMode: "always",
  });

/** Ends early, with the signal's reason, when the order on the screen is another one by then. */
const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
