/**
 * Reading one's own writes: what the answer of a call tells of the account is shown at once. The stream follows, and
 * brings nothing older back; where it does not follow for long, it has lost something and is opened anew.
 */
import type { AccountView } from "@bourse/functions/accounts/contract";
import type { QueryClient } from "@tanstack/react-query";

export const accountKey = (uid: string) => ["account", uid] as const;

export const newer = (shown: AccountView, next: AccountView): AccountView =>
  next.seq >= shown.seq ? next : shown;

/** Longer than any stream takes that works. */
const followMs = 8_000;

/** The last that the stream said of each account. */
const heard = new Map<string, number>();

export function noteHeard({ uid, seq }: AccountView): void {
  heard.set(uid, seq);
}

const hasAccount = (answer: unknown): answer is { readonly account: AccountView } => {
  const { account } = (answer ?? {}) as { account?: Partial<AccountView> };
  return typeof account?.uid === "string" && typeof account.seq === "number";
};

/** Shows the account of an answer that has one, unless what is shown is as new. */
export function showAnswered(client: QueryClient, answer: unknown): void {
  if (!hasAccount(answer)) return;
  const { uid, seq } = answer.account;
  const shown = client.getQueryData<AccountView>(accountKey(uid));
  if (!shown || shown.seq >= seq) return;
  client.setQueryData<AccountView>(accountKey(uid), answer.account);
  setTimeout(() => {
    if ((heard.get(uid) ?? 0) < seq) void openStreams().catch(() => undefined);
  }, followMs);
}

async function openStreams(): Promise<void> {
  const { reopenStreams } = await import("../../lib/reopen-streams.js");
  await reopenStreams();
}
