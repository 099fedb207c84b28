/**
 * Delivers events to webhooks. An attempt is claimed by a write before it is sent and counts from then on; its end is
 * written with what it means for the webhook. A process that dies in between leaves a lease, after which the event is
 * sent once more under the same `webhook-id`: at least once.
 */
import type { NewNotification } from "../notifications/notification.js";
import { handOver, nothingTold, writeEvent } from "../messages/telling.js";
import { readListener } from "../messages/store.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { optimistically } from "../platform/optimistic.js";
import { begun, ended, isLeased, verdictOf, type DeliveryRecord, type Verdict } from "./delivery.js";
import type { Answer, Sender } from "./sending.js";
import { sign } from "./signature.js";
import {
  readDelivery,
  readSecrets,
  readWebhook,
  replaceDelivery,
  saveDelivery,
  writeWebhook,
  type DeliveryVersion,
} from "./store.js";
import { changed, failingMaxMs, failuresMax, signingSecrets, type WebhookRecord } from "./webhook.js";

type Delivering = Pick<Context, "db" | "clock" | "queue">;
export type DeliveryName = Pick<DeliveryRecord, "uid" | "webhookId" | "deliveryId">;
export type DeliveryOutcome = Verdict | "over" | "busy" | "unwanted";

/** @throws DomainError `service_unavailable` when another attempt is to follow */
export async function deliver(
  context: Delivering,
  name: DeliveryName,
  send: Sender,
): Promise<DeliveryOutcome> {
  const { db, clock } = context;
  const found = await readDelivery(db, name);
  if (!found || found.record.status !== "pending") return "over";
  if (isLeased(found.record, clock())) return "busy";
  const { uid, webhookId } = name;
  const [{ record: webhook }, secrets] = await Promise.all([
    readWebhook(db, uid, webhookId),
    readSecrets(db, uid, webhookId),
  ]);
  if (!webhook || !secrets || webhook.status !== "enabled") return drop(context, found, webhook);
  const claim = await claimed(context, found);
  if (!claim) return "busy";
  const { eventId, payload, type } = claim.record;
  const answer = await send({
    ...{ url: webhook.url, body: payload },
    headers: {
      ...sign(eventId, payload, signingSecrets(secrets.secrets, clock()), clock()),
      "content-type": "application/json",
      "user-agent": "Bourse-Webhooks/1",
      "bourse-event": type,
    },
  });
  const verdict = verdictOf(answer, claim.record.attempts);
  await settle(context, claim, verdict, answer);
  if (verdict === "again") throw new DomainError("service_unavailable");
  return verdict;
}

/** The webhook is gone or off: what was on its way to it is over. */
async function drop(
  { db, clock }: Delivering,
  { record, updateTime }: DeliveryVersion,
  webhook: WebhookRecord | undefined,
): Promise<DeliveryOutcome> {
  const error = webhook ? "the webhook is disabled" : "the webhook was deleted";
  const answer = { status: null, latencyMs: 0, error, excerpt: "", forbidden: false };
  await saveDelivery(db, ended(record, "failed", answer, clock()), updateTime);
  return "unwanted";
}

async function claimed(
  { db, clock }: Delivering,
  { record, updateTime }: DeliveryVersion,
): Promise<DeliveryVersion | undefined> {
  const next = begun(record, clock());
  try {
    return { record: next, updateTime: await saveDelivery(db, next, updateTime) };
  } catch (error) {
    if (classifyFirestoreError(error) !== "conflict") throw error;
    return undefined;
  }
}

/** Writes how an attempt ended, and what follows for the webhook where its health has changed. */
async function settle(
  context: Delivering,
  { record, updateTime }: DeliveryVersion,
  verdict: Verdict,
  answer: Answer,
): Promise<void> {
  const { db, clock } = context;
  const { uid, webhookId, deliveryId } = record;
  const after = ended(record, verdict, answer, clock());
  const told = await optimistically(async () => {
    const version = await readWebhook(db, uid, webhookId);
    const batch = db.batch();
    let made = nothingTold;
    const webhook = version.record && healthAfter(version.record, verdict, clock());
    if (webhook) {
      writeWebhook(db, batch, webhook, version);
      const listener = webhook.status === "disabled" ? await readListener(db, uid) : undefined;
      if (listener) made = writeEvent(db, batch, disabledEvent(webhook), listener, clock());
    }
    replaceDelivery(db, batch, after, updateTime);
    try {
      await batch.commit();
      return made;
    } catch (error) {
      const current = await readDelivery(db, { uid, webhookId, deliveryId });
      // Written with a lost answer, or the lease had run out and another attempt has gone on.
      if (current && !current.updateTime.isEqual(updateTime)) return nothingTold;
      throw error;
    }
  });
  await handOver(context, told);
}

/** The webhook after an attempt; undefined where nothing about it changes. */
function healthAfter(record: WebhookRecord, verdict: Verdict, nowMs: number): WebhookRecord | undefined {
  if (record.status === "disabled") return undefined;
  if (verdict === "delivered") {
    return record.failures === 0 ? undefined : { ...record, failures: 0, failingSince: null };
  }
  const failures = record.failures + 1;
  const failingSince = record.failingSince ?? new Date(nowMs).toISOString();
  const failing = { ...record, failures, failingSince };
  if (verdict === "gone") return { ...changed(failing, { enabled: false }, nowMs), disabledBy: "gone" };
  const isLost = failures >= failuresMax && nowMs - Date.parse(failingSince) >= failingMaxMs;
  return isLost ? { ...changed(failing, { enabled: false }, nowMs), disabledBy: "failing" } : failing;
}

function disabledEvent({ uid, webhookId, url, updatedAt, disabledBy }: WebhookRecord): NewNotification {
  const why =
    disabledBy === "gone" ? "It answered that it is gone." : "It has not answered with success for too long.";
  return {
    ...{ uid, createdAt: updatedAt, kind: "webhook_disabled" },
    notificationId: `webhook.${webhookId}.${Date.parse(updatedAt)}`,
    title: `Your webhook ${webhookId} was disabled`,
    text: `${why} Enable it again when it works, and send again what it has missed.`,
    data: { webhookId, url },
  };
}
