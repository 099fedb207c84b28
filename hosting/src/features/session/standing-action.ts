import type { StandingView } from "@bourse/functions/users/contract";
import type { OwnToken } from "./api/own-token.js";
import type { EndedBecause } from "./ended.js";

/** What this device has to do about a standing: nothing, fetch a new token, or leave because of something. */
export type StandingAction = "stay" | "refresh" | EndedBecause;

export function actionFor(
  standing: Pick<StandingView, "role" | "blocked" | "deleted" | "sessions" | "changedAt">,
  { sessionId, role, signedInAt }: OwnToken,
): StandingAction {
  // What was kept from before this sign-in knows nothing of it.
  if (standing.changedAt < signedInAt) return "stay";
  // A deleted user is blocked as well.
  if (standing.deleted) return "deleted";
  if (standing.blocked) return "blocked";
  const listed = standing.sessions.some((session) => session.sessionId === sessionId);
  if (sessionId !== null && !listed) return "revoked";
  return standing.role === role ? "stay" : "refresh";
}
