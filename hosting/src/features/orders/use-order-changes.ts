/**
 * Cancelling and changing open orders. What came of it is kept here and not with the order's row: the row is gone
 * as soon as the listener says so, which may be before the answer.
 */
import type {
  CancelAllInput,
  CancelAllOutput,
  CancelOutput,
  ReplaceOutput,
} from "@bourse/functions/orders/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Failure } from "../../lib/failure.js";
import { sending, useIntent } from "../../lib/intent.js";
import { cancelAllOrders } from "./api/cancel-all-orders.js";
import { cancelOrder } from "./api/cancel-order.js";
import { replaceOrder } from "./api/replace-order.js";
import {
  cancelledAllSentence,
  cancelledSentence,
  changedSentence,
  tooLateSentence,
} from "./change-sentences.js";
import type { Change } from "./open-orders.js";

export type Outcome = { readonly tone: "good" | "bad"; readonly text: string };

export function useOrderChanges(uid: string) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set<string>());
  const succeed = (text: string) => setOutcome({ tone: "good", text });
  const fail = (failure: Failure) => setOutcome({ tone: "bad", text: tooLateSentence(failure) });

  // An order is cancelled once however often it is asked for, so this needs no id of its own.
  const cancelling = useMutation<CancelOutput, Failure, string>({
    mutationFn: (orderId) => cancelOrder({ orderId }),
    ...sending,
    onMutate: (orderId) => setLeaving((before) => new Set([...before, orderId])),
    onSuccess: (output) => succeed(cancelledSentence(output)),
    onError: fail,
    onSettled: (_output, _failure, orderId) =>
      setLeaving((before) => new Set([...before].filter((id) => id !== orderId))),
  });
  const cancellingAll = useMutation<CancelAllOutput, Failure, CancelAllInput>({
    mutationFn: cancelAllOrders,
    ...sending,
    onSuccess: (output) => succeed(cancelledAllSentence(output)),
    onError: fail,
  });
  const changing = useIntent<Change, ReplaceOutput>(`replace.${uid}`, (newOrderId, change) =>
    replaceOrder({ newOrderId, ...change }),
  );
  return {
    outcome,
    /** Orders whose cancel is under way. */
    leaving,
    cancel: (orderId: string) => cancelling.mutate(orderId),
    cancelAll: (input: CancelAllInput) => cancellingAll.mutate(input),
    isCancellingAll: cancellingAll.isPending,
    change: (change: Change, onDone: () => void) =>
      changing.submit(
        change,
        (output) => {
          succeed(changedSentence(output));
          onDone();
        },
        fail,
      ),
    isChanging: changing.isPending,
  };
}
