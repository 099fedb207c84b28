import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { updateInput, type UpdateOutput } from "./contract.js";
import { checkAddress, ownWebhook } from "./saving.js";
import { writeWebhook } from "./store.js";
import { changed, webhookView } from "./webhook.js";

const policy = { name: "webhooks-update", roles: everyRole, rateClass: "read", input: updateInput } as const;

/** Changes a webhook of the caller: fields that are not given stay. */
export const update = callable(policy, async (context, { uid, input }): Promise<UpdateOutput> => {
  const { webhookId, ...change } = input;
  checkAddress(change.url);
  return optimistically(async () => {
    const version = await ownWebhook(context, uid, webhookId);
    const webhook = changed(version.record, change, context.clock());
    const batch = context.db.batch();
    writeWebhook(context.db, batch, webhook, version);
    await batch.commit();
    return { webhook: webhookView(webhook) };
  });
});
