import { houseAccounts } from "../ledger/account.js";
import { newMail } from "../mail/mail.js";
import { createMail } from "../mail/store.js";
import { welcomeMail } from "../mail/templates.js";
import { eventIdOf } from "../notifications/notification.js";
import { DomainError } from "../platform/errors.js";
import { beforeCreation } from "../platform/trigger.js";
import { newProfile } from "./profile.js";
import { openProfile } from "./store.js";

const firstRole = "trader";

/** Opens the profile of a new user and puts the first role into its claims, so that its first token carries it. */
export const created = beforeCreation("users-created", async (context, user) => {
  // Postings name users and house accounts in one field: no user may bear the name of a house account.
  if ((houseAccounts as readonly string[]).includes(user.uid)) throw new DomainError("not_allowed");
  const { uid, email, displayName } = user;
  const nowMs = context.clock();
  const profile = newProfile({ uid, email, displayName }, firstRole, nowMs);
  await openProfile(context.db, profile);
  if (profile.email !== null) {
    const mailId = eventIdOf({ uid, notificationId: "welcome" });
    const of = { mailId, uid, kind: "welcome", to: profile.email, correlationId: null };
    const content = welcomeMail({ name: profile.displayName, locale: profile.locale });
    await createMail(context.db, newMail(of, content, nowMs));
  }
  return { customClaims: { role: firstRole } };
});
