/**
 * The noun of `webhooks`: an address of a user's own that is told of events. Its secrets lie apart, where no client
 * reads: one that signs, and for a day the one before it.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import {
  disabledBySchema,
  eventTypeSchema,
  webhookStatusSchema,
  type EventType,
  type WebhookView,
} from "./contract.js";

const requestSchema = z.strictObject({
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().nullable(),
});

export const webhookRecordSchema = z.strictObject({
  webhookId: z.string(),
  uid: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(eventTypeSchema),
  status: webhookStatusSchema,
  disabledBy: disabledBySchema.nullable(),
  failures: z.int().min(0),
  failingSince: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  secretRotatedAt: z.iso.datetime().nullable(),
  /** What it was created with, for repeats. */
  request: requestSchema,
});
export type WebhookRecord = z.infer<typeof webhookRecordSchema>;

/** Webhooks that a user may have. */
export const webhooksMax = 10;

export type WebhookTerms = {
  readonly webhookId: string;
  readonly uid: string;
  readonly url: string;
  readonly events: readonly EventType[];
  readonly description: string | null;
};

export function newWebhook(terms: WebhookTerms, nowMs: number): WebhookRecord {
  const { webhookId, uid, url, description } = terms;
  const events = [...terms.events];
  const at = new Date(nowMs).toISOString();
  return {
    ...{ webhookId, uid, url, description, events, status: "enabled", disabledBy: null },
    ...{ failures: 0, failingSince: null, createdAt: at, updatedAt: at, secretRotatedAt: null },
    request: { url, events, description },
  };
}

export function webhookView({ uid: _, request: __, ...view }: WebhookRecord): WebhookView {
  return view;
}

/** Names of the fields in which a repeat differs from the first request. */
export function differences({ request }: WebhookRecord, terms: WebhookTerms): string[] {
  const same = {
    url: request.url === terms.url,
    events: [...request.events].sort().join() === [...terms.events].sort().join(),
    description: request.description === terms.description,
  };
  return Object.entries(same).flatMap(([field, isSame]) => (isSame ? [] : [field]));
}

export type WebhookChange = {
  readonly url?: string | undefined;
  readonly events?: EventType[] | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
};

/** Enabling again forgets the failures: the next one is the first. */
export function changed(record: WebhookRecord, change: WebhookChange, nowMs: number): WebhookRecord {
  const { url = record.url, events = record.events, description = record.description, enabled } = change;
  const status =
    enabled === undefined
      ? {}
      : enabled
        ? ({ status: "enabled", disabledBy: null, failures: 0, failingSince: null } as const)
        : ({ status: "disabled", disabledBy: record.disabledBy ?? "owner" } as const);
  const updatedAt = new Date(nowMs).toISOString();
  return { ...record, url, events, description, ...status, updatedAt };
}

/** Failed attempts in a row, and for how long they must have lasted: a short outage disables nothing. */
export const failuresMax = 20;
export const failingMaxMs = 3_600_000;

export const secretsSchema = z.strictObject({
  current: z.string(),
  previous: z.string().nullable(),
  previousUntil: z.iso.datetime().nullable(),
  /** The request that made the current one; null: it is the first. */
  rotatedBy: z.string().nullable(),
});
export type Secrets = z.infer<typeof secretsSchema>;

const secretPrefix = "whsec_";
const secretBytes = 32;
/** How long the secret before still signs: receivers change theirs in this time. */
const overlapMs = 86_400_000;

const newSecret = () => `${secretPrefix}${randomBytes(secretBytes).toString("base64")}`;

export const firstSecrets = (): Secrets => ({
  ...{ current: newSecret(), previous: null, previousUntil: null, rotatedBy: null },
});

export function rotated(
  { current }: Secrets,
  rotatedBy: string,
  nowMs: number,
): Secrets & { previousUntil: string } {
  const previousUntil = new Date(nowMs + overlapMs).toISOString();
  return { current: newSecret(), previous: current, previousUntil, rotatedBy };
}

/** The secrets that sign now, the newest first. */
export function signingSecrets({ current, previous, previousUntil }: Secrets, nowMs: number): string[] {
  const overlaps = previous !== null && previousUntil !== null && nowMs < Date.parse(previousUntil);
  return overlaps ? [current, previous] : [current];
}
