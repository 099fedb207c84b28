/** What the callables of `webhooks` share: whose webhook, and where it may lead. */
import { webhooksReachLoopback } from "../platform/config.js";
import type { Context } from "../platform/context.js";
import { DomainError, invalidField } from "../platform/errors.js";
import { handOver } from "../messages/telling.js";
import { optimistically } from "../platform/optimistic.js";
import { addressProblem } from "./address.js";
import type { SendOutput } from "./contract.js";
import { deliveryView, type DeliveryRecord } from "./delivery.js";
import { readDelivery, readWebhook, writeDelivery, type WebhookVersion } from "./store.js";
import type { WebhookRecord } from "./webhook.js";

/** @throws DomainError `input_is_invalid` on the field `url` */
export function checkAddress(url: string | undefined): void {
  const problem = url === undefined ? null : addressProblem(url, { loopback: webhooksReachLoopback() });
  if (problem) throw invalidField("url", problem);
}

/** @throws DomainError `webhook_not_found` */
export async function ownWebhook(
  { db }: Pick<Context, "db">,
  uid: string,
  webhookId: string,
): Promise<WebhookVersion & { record: WebhookRecord }> {
  const version = await readWebhook(db, uid, webhookId);
  const { record } = version;
  if (!record) throw new DomainError("webhook_not_found");
  return { ...version, record };
}

/** Sends a delivery that a request has made, once for each request. @param isSame whether a stored one is this request's */
export async function sendOnce(
  context: Context,
  made: DeliveryRecord,
  isSame: (stored: DeliveryRecord) => boolean = () => true,
): Promise<SendOutput> {
  const { db } = context;
  const result = await optimistically(async () => {
    const known = await readDelivery(db, made);
    if (known) return { delivery: known.record, replayed: true };
    const { record } = await ownWebhook(context, made.uid, made.webhookId);
    if (record.status !== "enabled") throw new DomainError("webhook_is_disabled");
    const batch = db.batch();
    writeDelivery(db, batch, made);
    await batch.commit();
    return { delivery: made, replayed: false };
  });
  if (result.replayed && !isSame(result.delivery)) {
    const message = "differs from the first request with this id";
    throw new DomainError("idempotency_mismatch", { issues: [{ field: "deliveryId", message }] });
  }
  if (!result.replayed) await handOver(context, { deliveries: [made] });
  return { delivery: deliveryView(result.delivery), replayed: result.replayed };
}
