import { callable, everyRole } from "../platform/callable.js";
import { listInput, type ListOutput } from "./contract.js";
import { listWebhooks } from "./store.js";
import { webhookView } from "./webhook.js";

const policy = { name: "webhooks-list", roles: everyRole, rateClass: "read", input: listInput } as const;

/** The caller's webhooks, without their secrets. */
export const list = callable(policy, async (context, { uid }): Promise<ListOutput> => {
  return { items: (await listWebhooks(context.db, uid)).map(webhookView) };
});
