/**
 * One event on its way to one webhook: the outbox of the event's commit and, afterwards, its log. A delivery is
 * `pending` until an attempt is answered with 2xx, or there have been too many, or the webhook is not there to be
 * told. Its id is the event's, so an event that comes again makes none; replays and tests have ids of their own, and a
 * replay carries on the `eventId`. `dueHour` is the UTC hour from which the sweep looks after it, null when it is over.
 */
import { z } from "zod";
import { eventIdOf, type NewNotification } from "../notifications/notification.js";
import { dueHourOf } from "../platform/due-hour.js";
import { deliverySchema, testType, type Attempt, type DeliveryView, type EventType } from "./contract.js";
import type { Answer } from "./sending.js";

export const deliveryRecordSchema = deliverySchema.extend({
  uid: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  dueHour: z.string().nullable(),
  /** An attempt that has not ended then is taken for dead. */
  leaseUntil: z.iso.datetime().nullable(),
});
export type DeliveryRecord = z.infer<typeof deliveryRecordSchema>;

/** Attempts of one delivery. Doubled from 5 s, the last one comes about 45 minutes after the first. */
export const attemptsMax = 10;
export const backoff = { minSeconds: 5, maxSeconds: 3_600 } as const;
const leaseMs = 60_000;
const keptMs = 30 * 86_400_000;

type Named = Pick<DeliveryRecord, "deliveryId" | "webhookId" | "uid" | "eventId" | "type" | "payload">;

const pending = (named: Named, nowMs: number): DeliveryRecord => ({
  ...named,
  ...{ status: "pending", attempts: 0, log: [], leaseUntil: null },
  createdAt: new Date(nowMs).toISOString(),
  expiresAt: new Date(nowMs + keptMs).toISOString(),
  dueHour: dueHourOf(nowMs),
});

export function newDelivery(
  event: NewNotification,
  type: EventType,
  webhookId: string,
  nowMs: number,
): DeliveryRecord {
  const { uid, notificationId: deliveryId, createdAt, data } = event;
  const eventId = eventIdOf(event);
  const payload = JSON.stringify({ id: eventId, type, createdAt, data });
  return pending({ deliveryId, webhookId, uid, eventId, type, payload }, nowMs);
}

export function replayOf(
  { webhookId, uid, eventId, type, payload }: DeliveryRecord,
  requestId: string,
  nowMs: number,
) {
  return pending({ deliveryId: `replay.${requestId}`, webhookId, uid, eventId, type, payload }, nowMs);
}

export function testDelivery(
  uid: string,
  webhookId: string,
  requestId: string,
  nowMs: number,
): DeliveryRecord {
  const deliveryId = `test.${requestId}`;
  const eventId = eventIdOf({ uid, notificationId: `${webhookId}/${deliveryId}` });
  const createdAt = new Date(nowMs).toISOString();
  const payload = JSON.stringify({ id: eventId, type: testType, createdAt, data: { webhookId } });
  return pending({ deliveryId, webhookId, uid, eventId, type: testType, payload }, nowMs);
}

export const isLeased = ({ leaseUntil }: Pick<DeliveryRecord, "leaseUntil">, nowMs: number) =>
  leaseUntil !== null && Date.parse(leaseUntil) > nowMs;

/** An attempt begins: it counts although nobody may live to see its end. */
export function begun(record: DeliveryRecord, nowMs: number): DeliveryRecord {
  return { ...record, attempts: record.attempts + 1, leaseUntil: new Date(nowMs + leaseMs).toISOString() };
}

export type Verdict = "delivered" | "again" | "gone" | "failed";

/** What an answer means for a delivery after so many attempts. */
export function verdictOf({ status, forbidden }: Answer, attempts: number): Verdict {
  if (status !== null && status >= 200 && status < 300) return "delivered";
  if (status === 410) return "gone";
  return forbidden || attempts >= attemptsMax ? "failed" : "again";
}

export function ended(
  record: DeliveryRecord,
  verdict: Verdict,
  answer: Answer,
  nowMs: number,
): DeliveryRecord {
  const { status, latencyMs, error, excerpt } = answer;
  const redirected = status !== null && status >= 300 && status < 400;
  const attempt: Attempt = {
    ...{ at: new Date(nowMs).toISOString(), status, latencyMs, excerpt },
    error: redirected ? "redirects are not followed" : error,
  };
  const isOver = verdict !== "again";
  return {
    ...record,
    status: verdict === "delivered" ? "delivered" : isOver ? "failed" : "pending",
    log: [...record.log, attempt].slice(-attemptsMax),
    dueHour: isOver ? null : dueHourOf(nowMs),
    leaseUntil: null,
  };
}

export function deliveryView(record: DeliveryRecord): DeliveryView {
  const { uid: _, expiresAt: __, dueHour: ___, leaseUntil: ____, ...view } = record;
  return view;
}
