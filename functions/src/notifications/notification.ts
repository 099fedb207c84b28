/**
 * The noun of `notifications`: something that has happened, told to one user. Whatever made it happen names it, so
 * that it is told once however often its cause is carried out; whether it has been read is all that changes. It is
 * described once, here: mail and webhooks are made from the same words.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { notificationKindSchema, type NotificationView } from "./contract.js";

export const notificationRecordSchema = z.strictObject({
  notificationId: z.string(),
  uid: z.string(),
  kind: notificationKindSchema,
  title: z.string(),
  text: z.string(),
  data: z.record(z.string(), z.string()),
  readAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type NotificationRecord = z.infer<typeof notificationRecordSchema>;

/** A notification as its cause makes it. */
export type NewNotification = Omit<NotificationRecord, "readAt"> & {
  /** The user has just done it: programs are told, people know. */
  readonly quiet?: boolean;
};

export function notificationView({ uid: _, ...view }: NotificationRecord): NotificationView {
  return view;
}

/** One name for the event in the whole system: what mail and webhooks are deduplicated by. */
export function eventIdOf({ uid, notificationId }: Pick<NewNotification, "uid" | "notificationId">): string {
  const digest = createHash("sha256").update(`${uid}/${notificationId}`).digest("base64url");
  return `evt_${digest.slice(0, eventIdLength)}`;
}

/** 162 bits. */
const eventIdLength = 27;
