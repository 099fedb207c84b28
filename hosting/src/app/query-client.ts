import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { showAnswered } from "../features/accounts/answered.js";
import { endSession } from "../features/session/ended.js";
import { sessionKey } from "../features/session/api/watch-session.js";
import { Failure, type FailureReason } from "../lib/failure.js";
import { stopListenersOf } from "../lib/live.js";

const overReasons: ReadonlySet<FailureReason> = new Set([
  ...(["session_is_revoked", "user_is_blocked", "token_is_invalid", "token_is_expired"] as const),
]);

/** Loaded when it is needed: it brings Firestore along. */
async function askAgain(): Promise<void> {
  const { recheckAfterRefusal } = await import("../features/session/recheck.js");
  await recheckAfterRefusal();
}

/**
 * The server refused the session: end it here too, and the protected pages ask to sign in again. The refusal may
 * be of the session before this one, so it is asked first.
 */
function onError(error: unknown): void {
  if (!(error instanceof Failure)) return;
  if (error.reason === "sign_in_required") void endSession("revoked");
  else if (overReasons.has(error.reason)) askAgain().catch(() => undefined);
}

export function createQueryClient(): QueryClient {
  const queryCache = new QueryCache({ onError });
  const client: QueryClient = new QueryClient({
    queryCache,
    mutationCache: new MutationCache({ onError, onSuccess: (answer) => showAnswered(client, answer) }),
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
