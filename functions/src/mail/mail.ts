/**
 * The noun of `mail`: one message to one address, in the convention of Firebase's Trigger Email extension, so that
 * either the extension or our own task can deliver it. `delivery` is the extension's: `PENDING`, `PROCESSING` under a
 * lease, `RETRY`, `SUCCESS` and `ERROR`; a new document has none. `dueHour` is ours: the UTC hour from which the sweep
 * looks after it, null when it is over.
 */
import { z } from "zod";
import { dueHourOf } from "../platform/due-hour.js";
import type { MailContent } from "./letter.js";

const addresses = z
  .union([z.string(), z.array(z.string())])
  .transform((to) => (Array.isArray(to) ? to : [to]));

const deliveryStates = ["PENDING", "PROCESSING", "RETRY", "SUCCESS", "ERROR"] as const;
export const deliverySchema = z.object({
  state: z.enum(deliveryStates),
  attempts: z.int().min(0),
  startTime: z.iso.datetime(),
  endTime: z.iso.datetime().nullable(),
  leaseExpireTime: z.iso.datetime().nullable(),
  error: z.string().nullable(),
  info: z
    .object({
      messageId: z.string(),
      accepted: z.array(z.string()),
      rejected: z.array(z.string()),
      response: z.string(),
    })
    .nullable(),
});
export type MailDelivery = z.infer<typeof deliverySchema>;

/** Read with what the extension allows; fields of it that are not here are not for us: attachments above all. */
export const mailRecordSchema = z.object({
  to: addresses.default([]),
  toUids: z.array(z.string()).default([]),
  message: z.object({ subject: z.string(), text: z.string().optional(), html: z.string().optional() }),
  uid: z.string().nullable().default(null),
  kind: z.string().nullable().default(null),
  correlationId: z.string().nullable().default(null),
  delivery: deliverySchema.optional(),
});
export type MailRecord = z.infer<typeof mailRecordSchema>;

/** A document as we make it. */
export type NewMail = {
  readonly mailId: string;
  readonly uid: string;
  readonly kind: string;
  readonly correlationId: string | null;
  readonly to: readonly string[];
  readonly message: MailContent;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly dueHour: string;
};

/** A mail holds names and figures: it is not kept longer than somebody may ask after it. */
const keptMs = 30 * 86_400_000;

export function newMail(
  of: { mailId: string; uid: string; kind: string; to: string; correlationId: string | null },
  message: MailContent,
  nowMs: number,
): NewMail {
  return {
    ...{ ...of, to: [of.to], message },
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + keptMs).toISOString(),
    dueHour: dueHourOf(nowMs),
  };
}

/** One address, and nothing that could begin another or a header. Auth has checked those of our users already. */
const addressPattern = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;
const addressLengthMax = 254;
const recipientsMax = 20;

/** The addresses, or null where one of them is none, or there are none or too many. */
export function recipientsOf(to: readonly string[]): readonly string[] | null {
  const good = to.every((address) => address.length <= addressLengthMax && addressPattern.test(address));
  return good && to.length > 0 && to.length <= recipientsMax ? to : null;
}

/** Tries in all, over queue and sweep. */
export const attemptsMax = 8;
/** An attempt that has not ended after this is taken for dead. */
export const leaseMs = 120_000;

export const isOver = ({ delivery }: Pick<MailRecord, "delivery">) =>
  delivery?.state === "SUCCESS" || delivery?.state === "ERROR";
export const isLeased = ({ delivery }: Pick<MailRecord, "delivery">, nowMs: number) =>
  delivery?.state === "PROCESSING" &&
  delivery.leaseExpireTime !== null &&
  Date.parse(delivery.leaseExpireTime) > nowMs;
