import { callable, everyRole } from "../platform/callable.js";
import { writeSecurityEvent } from "../security/store.js";
import { withoutSessions, type Ending } from "../standings/standing.js";
import { changeStanding } from "../standings/store.js";
import { revokeSessionsInput, type RevokeSessionsOutput } from "./contract.js";

const policy = {
  ...({ name: "users-revokeSessions", roles: everyRole, rateClass: "auth" } as const),
  input: revokeSessionsInput,
};

/** Ends sessions of the caller: their tokens are refused from now on, wherever they are. */
export const revokeSessions = callable(policy, async (context, call): Promise<RevokeSessionsOutput> => {
  const { uid, sessionId: own, input } = call;
  const ending: Ending =
    input.sessionId !== undefined
      ? { only: input.sessionId }
      : input.keepCurrent
        ? { but: own ?? "" }
        : { all: true };
  const nowMs = context.clock();
  let ended = 0;
  await changeStanding(context.db, uid, nowMs, (record, batch) => {
    const after = withoutSessions(record, ending, nowMs);
    ended = Object.keys(record.sessions).length - Object.keys(after.sessions).length;
    if (ended === 0 && !("all" in ending)) return null;
    // Signing out is no event.
    if (!("only" in ending && ending.only === own)) {
      const event = { kind: "sessions_revoked", uid, by: uid, sessions: ended } as const;
      writeSecurityEvent(context.db, batch, event, nowMs);
    }
    return after;
  });
  // Refresh tokens of the ended sessions would still fetch ID tokens that nobody takes any more.
  if ("all" in ending) await context.auth().revokeRefreshTokens(uid);
  await context.standings.forget(uid);
  return { ended };
});
