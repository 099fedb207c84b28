import { callable, everyRole } from "../platform/callable.js";
import { testInput, type SendOutput } from "./contract.js";
import { testDelivery } from "./delivery.js";
import { ownWebhook, sendOnce } from "./saving.js";

const policy = { name: "webhooks-test", roles: everyRole, rateClass: "read", input: testInput } as const;

/** Sends `webhook.test` to a webhook of the caller, whatever it listens to. */
export const test = callable(policy, async (context, { uid, input }): Promise<SendOutput> => {
  await ownWebhook(context, uid, input.webhookId);
  return sendOnce(context, testDelivery(uid, input.webhookId, input.requestId, context.clock()));
});
