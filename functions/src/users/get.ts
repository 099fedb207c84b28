import { callable, everyRole } from "../platform/callable.js";
import { getInput, type ProfileView } from "./contract.js";
import { profileView } from "./profile.js";
import { readProfile } from "./store.js";

const policy = { name: "users-get", roles: everyRole, rateClass: "read", input: getInput } as const;

/** The caller's profile. */
export const get = callable(policy, async (context, { uid }): Promise<ProfileView> => {
  return profileView(await readProfile(context.db, uid));
});
