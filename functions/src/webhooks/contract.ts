/**
 * The callables of `webhooks`: addresses of the caller's own that are told of events, as Standard Webhooks has it
 * (https://www.standardwebhooks.com). A delivery is a POST of `{id, type, createdAt, data}` as JSON with the headers
 * `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`: `v1,` and the Base64 HMAC-SHA256 of
 * `<id>.<timestamp>.<body>` under the secret behind its `whsec_`, once for each secret that is good, with a space
 * between. It is repeated until it is answered with 2xx: receivers drop what they know the `webhook-id` of.
 */
import { z } from "zod";
import { clientId, pageInput, pageOf, shownText } from "../money/wire.js";
import type { NotificationKind } from "../notifications/contract.js";

/** The events by the kind of their notification. */
export const eventTypes = {
  price_alert: "alert.fired",
  order_filled: "order.filled",
  order_partially_filled: "order.partially_filled",
  order_cancelled: "order.cancelled",
  order_expired: "order.expired",
  order_rejected: "order.rejected",
  deposit_completed: "deposit.completed",
  withdrawal_completed: "withdrawal.completed",
  security_notice: "security.notice",
  job_finished: "job.finished",
  job_failed: "job.failed",
  statement_ready: "statement.ready",
  file_ready: "file.ready",
  file_rejected: "file.rejected",
  webhook_disabled: "webhook.disabled",
} as const satisfies Record<NotificationKind, string>;
export type EventType = (typeof eventTypes)[NotificationKind];
export const eventTypeNames = Object.values(eventTypes) as [EventType, ...EventType[]];
export const eventTypeSchema = z.enum(eventTypeNames, 'must be an event, like "order.filled"');
/** What `webhooks-test` sends. */
export const testType = "webhook.test";

const urlLengthMax = 2_048;
const url = z.string().min(1).max(urlLengthMax);
const events = z
  .array(eventTypeSchema)
  .min(1)
  .max(eventTypeNames.length)
  .refine((types) => new Set(types).size === types.length, "must name none twice");
const description = shownText(140);

export const webhookStatusSchema = z.enum(["enabled", "disabled"]);
/** `owner`: by an update; `failing`: too long without an answer of 2xx; `gone`: it answered with 410. */
export const disabledBySchema = z.enum(["owner", "failing", "gone"]);

export const webhookSchema = z.strictObject({
  webhookId: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(eventTypeSchema),
  status: webhookStatusSchema,
  disabledBy: disabledBySchema.nullable(),
  /** Attempts in a row without an answer of 2xx, about, and since when. */
  failures: z.int().min(0),
  failingSince: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  secretRotatedAt: z.string().nullable(),
});
export type WebhookView = z.infer<typeof webhookSchema>;

export const createInput = z.strictObject({
  webhookId: clientId,
  url,
  events,
  description: description.optional(),
});
export type CreateInput = z.input<typeof createInput>;
/** `secret` is told here and never again: a repeat has null, and `webhooks-rotateSecret` makes another. */
export const createOutput = z.strictObject({
  webhook: webhookSchema,
  secret: z.string().nullable(),
  replayed: z.boolean(),
});
export type CreateOutput = z.infer<typeof createOutput>;

export const listInput = z.strictObject({});
/** All of them: there are few. */
export const listOutput = z.strictObject({ items: z.array(webhookSchema) });
export type ListOutput = z.infer<typeof listOutput>;

/** What is not given stays. `enabled: true` forgets the failures. */
export const updateInput = z.strictObject({
  webhookId: clientId,
  url: url.optional(),
  events: events.optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
});
export type UpdateInput = z.input<typeof updateInput>;
export const updateOutput = z.strictObject({ webhook: webhookSchema });
export type UpdateOutput = z.infer<typeof updateOutput>;

export const deleteInput = z.strictObject({ webhookId: clientId });
export type DeleteInput = z.input<typeof deleteInput>;
/** `replayed`: there was none. */
export const deleteOutput = z.strictObject({ deleted: z.literal(true), replayed: z.boolean() });
export type DeleteOutput = z.infer<typeof deleteOutput>;

export const rotateSecretInput = z.strictObject({ requestId: clientId, webhookId: clientId });
/** Deliveries are signed with the old one too until `previousUntil`. `secret` is null in a repeat. */
export const rotateSecretOutput = z.strictObject({
  webhook: webhookSchema,
  secret: z.string().nullable(),
  previousUntil: z.string(),
  replayed: z.boolean(),
});
export type RotateSecretOutput = z.infer<typeof rotateSecretOutput>;

export const deliveryStatusSchema = z.enum(["pending", "delivered", "failed"]);
/** One POST. `status` is that of HTTP, null where there was no answer; `excerpt` is how the answer's body begins. */
export const attemptSchema = z.strictObject({
  at: z.string(),
  status: z.int().nullable(),
  latencyMs: z.int(),
  error: z.string().nullable(),
  excerpt: z.string(),
});
export type Attempt = z.infer<typeof attemptSchema>;
export const deliverySchema = z.strictObject({
  deliveryId: z.string(),
  webhookId: z.string(),
  /** The `webhook-id`: the same however often and by however many deliveries an event is sent. */
  eventId: z.string(),
  type: z.string(),
  /** The body as it is sent. */
  payload: z.string(),
  status: deliveryStatusSchema,
  attempts: z.int(),
  log: z.array(attemptSchema),
  createdAt: z.string(),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const deliveriesInput = z.strictObject({
  ...pageInput,
  webhookId: clientId,
  status: deliveryStatusSchema.optional(),
});
export type DeliveriesInput = z.input<typeof deliveriesInput>;
export const deliveriesOutput = pageOf(deliverySchema);
export type DeliveriesOutput = z.infer<typeof deliveriesOutput>;

const deliveryId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, "must be the id of a delivery");
/** Sends the same event once more, as a delivery of its own. */
export const replayInput = z.strictObject({ requestId: clientId, webhookId: clientId, deliveryId });
/** Sends an event that means nothing. */
export const testInput = z.strictObject({ requestId: clientId, webhookId: clientId });
export const sendOutput = z.strictObject({ delivery: deliverySchema, replayed: z.boolean() });
export type SendOutput = z.infer<typeof sendOutput>;
