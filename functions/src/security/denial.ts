/**
 * A *denial*: a client's address or a user who is blocked for a time, because of repeated failures or by an
 * operator's hand. Unlike a user's block (`blocks/{uid}`) it ends by itself and ends no session.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { SubjectKind } from "./failure-rules.js";

/** Whom failures count against: a client's address in its one spelling, or a verified user's uid. */
export type Subject = { readonly kind: SubjectKind; readonly who: string };

export const denialSchema = z.strictObject({
  subject: z.enum(["address", "user"]),
  /** The address or uid. */
  who: z.string(),
  source: z.enum(["failures", "operator"]),
  /** The kind of the last failure, or the operator's words. */
  why: z.string(),
  /** Uid of the operator. */
  by: z.string().nullable(),
  /** How many in a row this is; an operator's is the first. */
  nth: z.int(),
  startedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Denial = z.infer<typeof denialSchema>;

/** Looked up by operators for this long after its end. */
const keptForMs = 7 * 86_400_000;

/** A key of Redis and part of a document's id: no personal data, and nothing that a pattern could match. */
export const subjectKey = ({ kind, who }: Subject) =>
  `${kind}-${createHash("sha256").update(who).digest("base64url").slice(0, 22)}`;

export function newDenial(
  { kind, who }: Subject,
  given: Pick<Denial, "source" | "why" | "by" | "nth"> & { readonly forMs: number },
  nowMs: number,
): Denial {
  const { forMs, ...fields } = given;
  const at = (ms: number) => new Date(ms).toISOString();
  const untilMs = nowMs + forMs;
  return {
    ...{ subject: kind, who, ...fields },
    ...{ startedAt: at(nowMs), until: at(untilMs), expiresAt: at(untilMs + keptForMs) },
  };
}
