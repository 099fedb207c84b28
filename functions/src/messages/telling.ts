/**
 * From an event to everybody who is to be told: the one module that knows all ways. What an event causes is written
 * in one commit, in documents whose ids come from the event: an event that comes again finds them and writes
 * nothing. These documents are the outbox; the queue is told afterwards, and what it was not told is swept.
 */
import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { mailOfEvent } from "../mail/templates.js";
import { newMail } from "../mail/mail.js";
import { writeMail } from "../mail/store.js";
import { eventIdOf, type NewNotification } from "../notifications/notification.js";
import { preferencesOf } from "../notifications/preferences.js";
import { writeNotification } from "../notifications/store.js";
import type { Context } from "../platform/context.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { currentScope, errorFields, log } from "../platform/log.js";
import { eventTypes } from "../webhooks/contract.js";
import { newDelivery, type DeliveryRecord } from "../webhooks/delivery.js";
import { writeDelivery } from "../webhooks/store.js";
import { readListener, type Listener } from "./store.js";

/** What has been put into a commit and waits for it. */
export type Told = { readonly deliveries: readonly DeliveryRecord[] };

/** Puts all that an event causes into a commit, which fails with `exists` where it was told before. */
export function writeEvent(
  db: Firestore,
  batch: WriteBatch,
  event: NewNotification,
  { profile, book }: Listener,
  nowMs: number,
): Told {
  const { inApp, mail } = preferencesOf(book.chosen)[event.kind];
  if (!event.quiet) writeNotification(db, batch, event, inApp ? null : event.createdAt);
  if (!event.quiet && mail && profile.email !== null) {
    const content = mailOfEvent(event, { name: profile.displayName, locale: profile.locale });
    const correlationId = currentScope()?.correlationId ?? null;
    const of = { mailId: eventIdOf(event), uid: event.uid, kind: event.kind, to: profile.email };
    writeMail(db, batch, newMail({ ...of, correlationId }, content, nowMs));
  }
  const type = eventTypes[event.kind];
  const listening = Object.entries(book.webhooks).filter(
    ([, { enabled, events }]) => enabled && events.includes(type),
  );
  const deliveries = listening.map(([webhookId]) => newDelivery(event, type, webhookId, nowMs));
  for (const delivery of deliveries) writeDelivery(db, batch, delivery);
  return { deliveries };
}

export const nothingTold: Told = { deliveries: [] };

const deliverFunction = "webhooks-deliver";

/** Hands the deliveries of a commit to the queue. What it does not take is the sweep's. */
export async function handOver({ queue }: Pick<Context, "queue">, { deliveries }: Told): Promise<void> {
  await Promise.all(
    deliveries.map(async ({ uid, webhookId, deliveryId }) => {
      try {
        await queue.enqueue(deliverFunction, { uid, webhookId, deliveryId });
      } catch (error) {
        log().warn("a delivery waits for the sweep", { uid, webhookId, deliveryId, ...errorFields(error) });
      }
    }),
  );
}

/** @returns whether this call told it: false where it was told before, or there is nobody to be told */
export async function tell(
  context: Pick<Context, "db" | "clock" | "queue">,
  event: NewNotification,
  known?: Listener,
): Promise<boolean> {
  const { db, clock } = context;
  const listener = known ?? (await readListener(db, event.uid));
  if (!listener) return false;
  const batch = db.batch();
  const told = writeEvent(db, batch, event, listener, clock());
  if (event.quiet && told.deliveries.length === 0) return false;
  try {
    await batch.commit();
  } catch (error) {
    if (classifyFirestoreError(error) !== "exists") throw error;
    return false;
  }
  await handOver(context, told);
  return true;
}
