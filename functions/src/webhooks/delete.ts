import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { deleteInput, type DeleteOutput } from "./contract.js";
import { deleteWebhook as removeWebhook, readWebhook } from "./store.js";

const policy = { name: "webhooks-delete", roles: everyRole, rateClass: "read", input: deleteInput } as const;

/** Ends a webhook of the caller with its secrets; what is on its way to it is dropped. */
const deleteWebhook = callable(policy, (context, { uid, input }): Promise<DeleteOutput> => {
  return optimistically(async () => {
    const version = await readWebhook(context.db, uid, input.webhookId);
    if (!version.updateTime) return { deleted: true, replayed: true };
    await removeWebhook(context.db, uid, input.webhookId, version);
    return { deleted: true, replayed: false };
  });
});
// The name is a reserved word where it would be declared.
export { deleteWebhook as delete };
