/** The callables of `notifications`: what the system tells the caller, and by which ways. */
import { z } from "zod";
import { pageInput, pageOf } from "../money/wire.js";

/** What the system tells of. */
export const notificationKinds = [
  "price_alert",
  "order_filled",
  "order_partially_filled",
  "order_cancelled",
  "order_expired",
  "order_rejected",
  "deposit_completed",
  "withdrawal_completed",
  "security_notice",
  "job_finished",
  "job_failed",
  "statement_ready",
  "file_ready",
  "file_rejected",
  "webhook_disabled",
] as const;
export const notificationKindSchema = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

export const notificationSchema = z.strictObject({
  notificationId: z.string(),
  kind: notificationKindSchema,
  title: z.string(),
  text: z.string(),
  /** What it is about, for programs: ids, prices as decimal strings. */
  data: z.record(z.string(), z.string()),
  /** Null until it is read. What its owner wants to be told nothing of comes as read. */
  readAt: z.string().nullable(),
  createdAt: z.string(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

export const listInput = z.strictObject({ ...pageInput, unreadOnly: z.boolean().default(false) });
export type ListInput = z.input<typeof listInput>;
/** `unreadCount`: of all the caller's notifications, not of this page. */
export const listOutput = pageOf(notificationSchema).extend({ unreadCount: z.int().min(0) });
export type ListOutput = z.infer<typeof listOutput>;

/** What causes a notification names it, so that it is written once: `alert.<alertId>`. */
const notificationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, "must be the id of a notification");

const idsMax = 100;

export const markReadInput = z.strictObject({
  ids: z
    .array(notificationId)
    .min(1)
    .max(idsMax)
    .refine((ids) => new Set(ids).size === ids.length, "must name none twice"),
});
export type MarkReadInput = z.input<typeof markReadInput>;

/** `items`: the notifications as they are now, in the order asked for; `unknown`: ids that the caller has not. */
export const markReadOutput = z.strictObject({
  items: z.array(notificationSchema),
  unknown: z.array(z.string()),
  unreadCount: z.int().min(0),
});
export type MarkReadOutput = z.infer<typeof markReadOutput>;

/** `inApp`: counts as unread in the app; `mail`: goes to the user's address. Webhooks choose for themselves. */
export const channelsSchema = z.strictObject({ inApp: z.boolean(), mail: z.boolean() });
export type Channels = z.infer<typeof channelsSchema>;

/** Kinds whose mail cannot be turned off: who took over an account would begin with that. */
export const alwaysMailed = ["security_notice"] as const satisfies readonly NotificationKind[];
const isAlwaysMailed = (kind: NotificationKind) => (alwaysMailed as readonly string[]).includes(kind);

const channelChange = z.strictObject({ inApp: z.boolean().optional(), mail: z.boolean().optional() });
const mailedChange = channelChange.extend({
  mail: z.literal(true, { error: "cannot be turned off" }).optional(),
});
const changes = Object.fromEntries(
  notificationKinds.map((kind) => [kind, (isAlwaysMailed(kind) ? mailedChange : channelChange).optional()]),
) as Record<NotificationKind, z.ZodOptional<typeof channelChange>>;

export const preferencesInput = z.strictObject({});
/** Kinds and channels that are not given stay as they are. */
export const setPreferencesInput = z.strictObject({ preferences: z.strictObject(changes) });
export type SetPreferencesInput = z.input<typeof setPreferencesInput>;
/** Of every kind. */
export const preferencesOutput = z.strictObject({
  preferences: z.record(notificationKindSchema, channelsSchema),
});
export type PreferencesOutput = z.infer<typeof preferencesOutput>;
