import { mailSettings } from "../platform/config.js";
import { scheduled } from "../platform/trigger.js";
import { sweepMail } from "./sweeping.js";

const policy = { name: "mail-sweep", schedule: "every 5 minutes", timeoutSeconds: 120 } as const;

/** Sends what the queue was not told of, or has lost. */
export const sweep = scheduled(policy, async (context) => {
  return mailSettings() ? sweepMail(context) : { mails: 0 };
});
