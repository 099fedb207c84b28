/**
 * An intent is one thing that a person means to happen once: this order, that deposit. It gets its id when it is
 * first sent and keeps it until an answer settles it, so that neither a double click, nor a retry, nor a reload
 * after a lost answer carries it out twice. Other input is another intent.
 */
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import type { Failure, FailureReason } from "./failure.js";

/** The part of `sessionStorage` that intents need. */
export type IntentStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const place = (name: string, input: object) => `bourse.intent.${name}.${JSON.stringify(input)}`;

/** The id of an intent: the one it already has, or a new one. */
export function idFor(store: IntentStore, name: string, input: object): string {
  const key = place(name, input);
  const id = store.getItem(key) ?? crypto.randomUUID();
  store.setItem(key, id);
  return id;
}

/** Forgets the id unless the failure leaves it open whether the intent was carried out, or asks to try again. */
export function settle(store: IntentStore, name: string, input: object, failure: Failure | null): void {
  if (!failure?.retryable) store.removeItem(place(name, input));
}

/** What is worth repeating at once and unasked; a stale quote or an empty book wants a person to look again. */
const passing: ReadonlySet<FailureReason> = new Set([
  "no_answer",
  "outcome_is_unknown",
  "account_is_busy",
  "service_unavailable",
]);
const retriesMax = 2;
const retryDelayMs = (attempt: number, failure: Failure) => failure.retryAfterMs ?? 400 * 2 ** attempt;

/** How everything that changes something is sent. */
export const sending = {
  retry: (count: number, failure: Failure) => passing.has(failure.reason) && count < retriesMax,
  retryDelay: retryDelayMs,
  // Offline it fails at once: a trade that waits for the network would meet another price.
  networkMode: "always",
} as const;

/**
 * A mutation that carries an intent out once.
 * @param name tells this form's intents from others'; holds the user's id, since the store outlives a sign-in
 */
export function useIntent<Input extends object, Output>(
  name: string,
  send: (id: string, input: Input) => Promise<Output>,
) {
  const busy = useRef(false);
  const mutation = useMutation<Output, Failure, Input>({
    mutationFn: (input) => send(idFor(sessionStorage, name, input), input),
    ...sending,
    onSettled: (_output, failure, input) => {
      busy.current = false;
      settle(sessionStorage, name, input, failure);
    },
  });
  const submit = (input: Input, onDone?: (output: Output) => void, onFailed?: (failure: Failure) => void) => {
    // State arrives with the next render; a second click can come before it.
    if (busy.current) return;
    busy.current = true;
    mutation.mutate(input, {
      onSuccess: (output) => onDone?.(output),
      onError: (failure) => onFailed?.(failure),
    });
  };
  const { isPending, data: output, error: failure, reset } = mutation;
  return { submit, isPending, output, failure, reset };
}
