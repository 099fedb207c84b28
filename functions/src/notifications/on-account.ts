import { follow } from "../messages/following.js";
import { documentWritten } from "../platform/trigger.js";

const policy = {
  name: "notifications-onAccount",
  document: "accounts/{uid}",
  timeoutSeconds: 120,
  // What is older is no news.
  eventAgeMaxMs: 86_400_000,
} as const;

/** An account has been committed: its owner is told of the entries that are new. */
export const onAccount = documentWritten(policy, async (context, { params, exists }) => {
  return exists ? follow(context, params.uid) : { told: 0 };
});
