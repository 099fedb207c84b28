import { normalisedAddress, unknownAddress } from "../platform/client-address.js";
import { DomainError } from "../platform/errors.js";
import { beforeSignIn } from "../platform/trigger.js";
import { withSession } from "../standings/standing.js";
import { changeStanding, roleOf } from "../standings/store.js";
import { coarseAddress, shownAgent } from "./device.js";

/**
 * Refuses blocked users, and begins a session: its id goes into every token of this sign-in, and whoever ends the
 * session ends all of them.
 */
export const signedIn = beforeSignIn("users-signedIn", async (context, { user, userAgent, ipAddress }) => {
  const { uid } = user;
  const refuse = async (): Promise<never> => {
    const who = normalisedAddress(ipAddress) ?? unknownAddress;
    await context.denials.countFailure("refused_sign_in", { kind: "address", who });
    throw new DomainError("user_is_blocked");
  };
  const sessionId = context.newId();
  const nowMs = context.clock();
  await changeStanding(context.db, uid, nowMs, (record) => {
    if (record.blocked || record.deleted) return refuse();
    const session = {
      startedAt: new Date(nowMs).toISOString(),
      userAgent: shownAgent(userAgent),
      address: coarseAddress(ipAddress),
    };
    return withSession({ ...record, role: roleOf(user) }, sessionId, session);
  });
  await context.standings.forget(uid);
  return { sessionClaims: { sessionId } };
});
