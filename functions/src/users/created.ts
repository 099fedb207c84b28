import { houseAccounts } from "../ledger/account.js";
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
  await openProfile(context.db, newProfile({ uid, email, displayName }, firstRole, context.clock()));
  return { customClaims: { role: firstRole } };
});
