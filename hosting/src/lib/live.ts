/**
 * Firestore listeners as queries: the first snapshot answers the query, later ones replace its data, and the
 * listener ends when the query leaves the cache. Components that ask for the same key share one listener.
 */
import {
  queryOptions,
  type Query,
  type QueryCache,
  type QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import type { Failure } from "./failure.js";
import { failureOf } from "./failure.js";

type Stop = () => void;
export type Listen<Value> = (next: (value: Value) => void, fail: (error: Error) => void) => Promise<Stop>;

/** A listener outlives the last component that uses it by this much, so that going back shows data at once. */
const lingerMs = 60_000;

const stops = new WeakMap<Query, Stop>();

/** Ends the listener of every query that leaves the cache. Call it once for each cache. */
export function stopListenersOf(cache: QueryCache): void {
  cache.subscribe(({ type, query }) => {
    if (type === "removed") stops.get(query as Query)?.();
  });
}

/** Which of two values is shown: the one that is there, or the one that has just come. */
export type Choose<Value> = (shown: Value, next: Value) => Value;

/** @param choose where data may also come from elsewhere; without it, what the listener says is shown */
export function liveQuery<Value, Key extends QueryKey>(
  queryKey: Key,
  listen: Listen<Value>,
  choose: Choose<Value> = (_, next) => next,
) {
  return queryOptions<Value, Failure, Value, Key>({
    queryKey,
    queryFn: ({ client }) => start(client, queryKey, listen, choose),
    staleTime: Infinity,
    gcTime: lingerMs,
    retry: false,
    // Firestore knows by itself when it is offline and catches up afterwards.
    networkMode: "always",
  });
}

function start<Value>(
  client: QueryClient,
  queryKey: QueryKey,
  listen: Listen<Value>,
  choose: Choose<Value>,
): Promise<Value> {
  const query = client.getQueryCache().find<Value, Failure>({ queryKey, exact: true });
  if (!query) throw new Error("a listener starts only for a query in the cache");
  stops.get(query as unknown as Query)?.();
  let stopped = false;
  return new Promise<Value>((resolve, reject) => {
    let answered = false;
    const next = (value: Value) => {
      if (stopped) return;
      if (answered) {
        client.setQueryData<Value>(queryKey, (shown) => (shown === undefined ? value : choose(shown, value)));
      }
      answered = true;
      resolve(value);
    };
    const fail = (error: unknown) => {
      if (stopped) return;
      const failure = failureOf(error);
      if (answered) query.setState({ status: "error", error: failure, fetchStatus: "idle" });
      reject(failure);
    };
    const listening = listen(next, fail);
    listening.catch(fail);
    const stop = () => {
      stopped = true;
      void listening.then((end) => end()).catch(() => undefined);
    };
    stops.set(query as unknown as Query, stop);
  });
}
