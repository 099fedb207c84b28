import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { signOut } from "../features/session/api/sign-out.js";
import { sessionKey } from "../features/session/api/watch-session.js";
import { Failure } from "../lib/failure.js";
import { stopListenersOf } from "../lib/live.js";

/** The server ended the session: end it here too, and the protected pages ask to sign in again. */
function onMutationError(error: unknown): void {
  if (error instanceof Failure && error.reason === "sign_in_required") void signOut();
}

export function createQueryClient(): QueryClient {
  const queryCache = new QueryCache();
  const client = new QueryClient({
    queryCache,
    mutationCache: new MutationCache({ onError: onMutationError }),
    defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false } },
  });
  stopListenersOf(queryCache);
  forgetOthersData(client);
  return client;
}

/** With another user, or none, everything that the last one saw leaves the cache and its listeners end. */
function forgetOthersData(client: QueryClient): void {
  const isSession = ({ queryKey }: { queryKey: QueryKey }) => queryKey[0] === sessionKey[0];
  let uid: string | null = null;
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== "updated" || !isSession(query)) return;
    const now = (query.state.data as { uid: string } | null | undefined)?.uid ?? null;
    if (uid !== null && now !== uid) {
      client.removeQueries({ predicate: (other) => !isSession(other) });
    }
    uid = now;
  });
}
