import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { createInput, type CreateOutput } from "./contract.js";
import { checkAddress } from "./saving.js";
import { createWebhook, readWebhook } from "./store.js";
import {
  differences,
  firstSecrets,
  newWebhook,
  webhooksMax,
  webhookView,
  type WebhookTerms,
} from "./webhook.js";

const policy = { name: "webhooks-create", roles: everyRole, rateClass: "read", input: createInput } as const;

/** Adds a webhook of the caller and tells its secret, this once. */
export const create = callable(policy, async (context, { uid, input }): Promise<CreateOutput> => {
  checkAddress(input.url);
  const terms: WebhookTerms = { ...input, uid, description: input.description ?? null };
  const secrets = firstSecrets();
  return optimistically(async () => {
    const version = await readWebhook(context.db, uid, input.webhookId);
    if (version.record) {
      const fields = differences(version.record, terms);
      const message = "differs from the first request with this id";
      if (fields.length > 0) {
        throw new DomainError("idempotency_mismatch", {
          issues: fields.map((field) => ({ field, message })),
        });
      }
      return { webhook: webhookView(version.record), secret: null, replayed: true };
    }
    if (Object.keys(version.book.webhooks).length >= webhooksMax) {
      throw new DomainError("too_many_webhooks", { facts: { limit: String(webhooksMax) } });
    }
    const webhook = newWebhook(terms, context.clock());
    await createWebhook(context.db, webhook, secrets, version);
    return { webhook: webhookView(webhook), secret: secrets.current, replayed: false };
  });
});
