import { callable, everyRole } from "../platform/callable.js";
import { updateInput, type ProfileChange, type ProfileView } from "./contract.js";
import { profileView } from "./profile.js";
import { changeProfile, readProfile } from "./store.js";

const policy = { name: "users-update", roles: everyRole, rateClass: "read", input: updateInput } as const;

/** Changes the caller's profile: fields that are not given stay. */
export const update = callable(policy, async (context, { uid, input }): Promise<ProfileView> => {
  const change: ProfileChange = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(change).length === 0) return profileView(await readProfile(context.db, uid));
  return profileView(await changeProfile(context.db, uid, change, context.clock()));
});
