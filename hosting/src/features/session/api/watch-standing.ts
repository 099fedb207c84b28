/** The user's standing, live: role, block, sessions. Null where the server has never written one. */
import type { SessionView, StandingView } from "@bourse/functions/users/contract";
import type { Timestamp } from "firebase/firestore";
import { watchDocument } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

export type StandingDocument = Omit<StandingView, "sessions" | "changedAt"> & {
  readonly changedAt: Timestamp;
  readonly sessions: Record<
    string,
    Omit<SessionView, "sessionId" | "startedAt"> & { readonly startedAt: Timestamp }
  >;
};

export const watchStanding = (uid: string) =>
  liveQuery(
    ["standing", uid],
    watchDocument<StandingDocument, StandingView | null>(
      ["standings", uid],
      (document) => document && viewOf(document),
    ),
  );

export function viewOf({ uid, role, blocked, deleted, sessions, changedAt }: StandingDocument): StandingView {
  const views = Object.entries(sessions).map(([sessionId, { startedAt, userAgent, address }]) => ({
    ...{ sessionId, userAgent, address },
    startedAt: startedAt.toDate().toISOString(),
  }));
  return {
    ...{ uid, role, blocked, deleted, changedAt: changedAt.toDate().toISOString() },
    sessions: views.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1)),
  };
}
