import { scheduled } from "../platform/trigger.js";
import { sweepDeliveries } from "./sweeping.js";

const policy = { name: "webhooks-sweep", schedule: "every 5 minutes", timeoutSeconds: 120 } as const;

/** Sends what the queue was not told of, or has lost. */
export const sweep = scheduled(policy, (context) => sweepDeliveries(context));
