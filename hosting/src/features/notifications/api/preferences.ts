/** By which ways the user is told of what. */
import type { PreferencesOutput, SetPreferencesInput } from "@bourse/functions/notifications/contract";
import { queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const getPreferences = callable<object, PreferencesOutput>("notifications-getPreferences");
export const setPreferences = callable<SetPreferencesInput, PreferencesOutput>(
  "notifications-setPreferences",
);

export const preferencesOf = (uid: string) =>
  queryOptions<PreferencesOutput, Failure>({
    queryKey: ["preferences", uid],
    queryFn: () => getPreferences({}),
    networkMode: "always",
  });
