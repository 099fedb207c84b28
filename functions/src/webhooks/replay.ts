import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { replayInput, type SendOutput } from "./contract.js";
import { replayOf } from "./delivery.js";
import { ownWebhook, sendOnce } from "./saving.js";
import { readDelivery } from "./store.js";

const policy = { name: "webhooks-replay", roles: everyRole, rateClass: "read", input: replayInput } as const;

/** Sends an event of the caller's once more, with the id that it had. */
export const replay = callable(policy, async (context, { uid, input }): Promise<SendOutput> => {
  const { webhookId, deliveryId, requestId } = input;
  await ownWebhook(context, uid, webhookId);
  const known = await readDelivery(context.db, { uid, webhookId, deliveryId });
  if (!known) throw new DomainError("delivery_not_found");
  const made = replayOf(known.record, requestId, context.clock());
  return sendOnce(context, made, ({ eventId }) => eventId === made.eventId);
});
