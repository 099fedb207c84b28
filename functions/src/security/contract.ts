/** What operators see and do about repeated failures: the callables themselves are `ops`. */
import { z } from "zod";
import { moment, pageInput, pageOf, shownText } from "../money/wire.js";
import { uidSchema } from "../users/contract.js";

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv6()], "must be an IPv4 or IPv6 address");

/** Exactly one of both. Of an IPv6 address, all with its first 64 bits are meant. */
export const subjectInput = z
  .strictObject({ address: address.optional(), uid: uidSchema.optional() })
  .refine((given) => (given.address === undefined) !== (given.uid === undefined), {
    error: "must have either address or uid",
  });
export type SubjectInput = z.infer<typeof subjectInput>;

const minutesMax = 30 * 24 * 60;

export const blockInput = z.strictObject({
  subject: subjectInput,
  why: shownText(280),
  /** How long from now on; a block that holds is replaced. */
  minutes: z.int().min(1).max(minutesMax),
});
export type BlockInput = z.input<typeof blockInput>;

export const denialSchema = z.strictObject({
  subject: z.enum(["address", "user"]),
  /** The address or uid. */
  who: z.string(),
  source: z.enum(["failures", "operator"]),
  /** The kind of the last failure, or the operator's words. */
  why: z.string(),
  /** Uid of the operator. */
  by: z.string().nullable(),
  /** How many in a row this is. */
  nth: z.int(),
  startedAt: z.string(),
  until: z.string(),
});
export type DenialView = z.infer<typeof denialSchema>;
export const blockOutput = z.strictObject({ denial: denialSchema });
export type BlockOutput = z.infer<typeof blockOutput>;

export const unblockInput = z.strictObject({ subject: subjectInput });
export type UnblockInput = z.input<typeof unblockInput>;
/** `replayed`: there was no block. */
export const unblockOutput = z.strictObject({ replayed: z.boolean() });
export type UnblockOutput = z.infer<typeof unblockOutput>;

export const eventKinds = [
  ...(["role_changed", "user_blocked", "user_unblocked", "sessions_revoked", "user_deleted"] as const),
  ...(["failures_repeated", "denied_for_now", "denial_lifted"] as const),
] as const;

/** Times: `from` is inclusive, `to` exclusive. */
export const securityEventsInput = z.strictObject({
  ...pageInput,
  kind: z.enum(eventKinds).optional(),
  subject: subjectInput.optional(),
  from: moment.optional(),
  to: moment.optional(),
});
export type SecurityEventsInput = z.input<typeof securityEventsInput>;

export const securityEventSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  uid: z.string().nullable(),
  address: z.string().nullable(),
  /** Uid of who did it; `system` where nobody did by hand. */
  by: z.string(),
  at: z.string(),
  /** What else is told, which goes by the kind. */
  facts: z.record(z.string(), z.string()),
});
export type SecurityEventView = z.infer<typeof securityEventSchema>;
/** `denials`: who is blocked now, at most a hundred, whatever the filters. */
export const securityEventsOutput = pageOf(securityEventSchema).extend({ denials: z.array(denialSchema) });
export type SecurityEventsOutput = z.infer<typeof securityEventsOutput>;
