import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { rotateSecretInput, type RotateSecretOutput } from "./contract.js";
import { ownWebhook } from "./saving.js";
import { readSecrets, replaceSecrets } from "./store.js";
import { rotated, webhookView } from "./webhook.js";

const policy = {
  name: "webhooks-rotateSecret",
  roles: everyRole,
  rateClass: "read",
  input: rotateSecretInput,
} as const;

/** Makes another secret and tells it, this once. For a day deliveries are signed with the one before as well. */
export const rotateSecret = callable(policy, (context, { uid, input }): Promise<RotateSecretOutput> => {
  const { webhookId, requestId } = input;
  return optimistically(async () => {
    const version = await ownWebhook(context, uid, webhookId);
    const before = await readSecrets(context.db, uid, webhookId);
    if (!before) throw new DomainError("webhook_not_found");
    const { rotatedBy, previousUntil } = before.secrets;
    if (rotatedBy === requestId && previousUntil !== null) {
      return { webhook: webhookView(version.record), secret: null, previousUntil, replayed: true };
    }
    const nowMs = context.clock();
    const secrets = rotated(before.secrets, requestId, nowMs);
    const webhook = { ...version.record, secretRotatedAt: new Date(nowMs).toISOString() };
    await replaceSecrets(context.db, webhook, version, secrets, before);
    const { current: secret, previousUntil: until } = secrets;
    return { webhook: webhookView(webhook), secret, previousUntil: until, replayed: false };
  });
});
