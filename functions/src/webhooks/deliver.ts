import { z } from "zod";
import { webhooksReachLoopback } from "../platform/config.js";
import { task } from "../platform/task.js";
import { deliver as deliverEvent } from "./delivering.js";
import { attemptsMax, backoff } from "./delivery.js";
import { createSender } from "./sending.js";

const id = z.string().min(1).max(128);

const policy = {
  name: "webhooks-deliver",
  input: z.strictObject({ uid: id, webhookId: id, deliveryId: id }),
  // The delivery counts its own attempts, those that the sweep has begun included.
  attempts: attemptsMax + 1,
  backoff,
  rate: { maxDispatchesPerSecond: 100, maxConcurrentDispatches: 50 },
  timeoutSeconds: 60,
} as const;

/** Sends one event to one webhook. A repeat of the task finds it sent. */
export const deliver = task(policy, async (context, { input }) => {
  const send = createSender({ loopback: webhooksReachLoopback() });
  return { ...input, delivery: await deliverEvent(context, input, send) };
});
