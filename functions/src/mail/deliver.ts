import { z } from "zod";
import { mailSecrets, mailSettings } from "../platform/config.js";
import { task } from "../platform/task.js";
import { deliverMail } from "./delivering.js";
import { attemptsMax } from "./mail.js";
import { sendBySmtp } from "./smtp.js";

const policy = {
  name: "mail-deliver",
  input: z.strictObject({ mailId: z.string().min(1).max(128) }),
  // The mail counts its own attempts, those that the sweep has begun included.
  attempts: attemptsMax + 1,
  backoff: { minSeconds: 10, maxSeconds: 600 },
  // What providers of mail let through.
  rate: { maxDispatchesPerSecond: 10, maxConcurrentDispatches: 5 },
  timeoutSeconds: 60,
  secrets: mailSecrets(),
} as const;

/** Sends one mail over SMTP. A repeat of the task finds it sent. */
export const deliver = task(policy, async (context, { input }) => {
  const settings = mailSettings();
  if (!settings) return { mailId: input.mailId, delivery: "not_ours" };
  const delivery = await deliverMail(context, settings, input.mailId, sendBySmtp);
  return { mailId: input.mailId, delivery };
});
