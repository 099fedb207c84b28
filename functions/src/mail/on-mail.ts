import { mailSettings } from "../platform/config.js";
import { documentCreated } from "../platform/trigger.js";

const policy = {
  name: "mail-onMail",
  document: "mail/{mailId}",
  timeoutSeconds: 60,
  // What is older is the sweep's.
  eventAgeMaxMs: 3_600_000,
} as const;

/** A mail was written: it goes to the queue, where deliveries are ours. */
export const onMail = documentCreated(policy, async ({ queue }, { params: { mailId } }) => {
  if (!mailSettings()) return { mailId, delivery: "not_ours" };
  return { mailId, task: await queue.enqueue("mail-deliver", { mailId }, { id: mailId }) };
});
