import { readBook } from "../messages/store.js";
import { callable, everyRole } from "../platform/callable.js";
import { preferencesInput, type PreferencesOutput } from "./contract.js";
import { preferencesOf } from "./preferences.js";

const policy = {
  name: "notifications-getPreferences",
  roles: everyRole,
  rateClass: "read",
  input: preferencesInput,
} as const;

/** By which ways the caller is told of what, kind by kind. */
export const getPreferences = callable(policy, async (context, { uid }): Promise<PreferencesOutput> => {
  return { preferences: preferencesOf((await readBook(context.db, uid)).chosen) };
});
