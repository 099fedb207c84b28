/**
 * A user's standing: whether their tokens count. Terms: a *session* begins with a sign-in and has an id, which
 * every token of it carries as a claim; it lives for as long as the standing lists it. A *blocked* user has no
 * session that counts. A user whom Authentication does not know, or whose account here was deleted, has none either.
 *
 * The role in Authentication's own record of the user is the one that counts. A standing shows it to the user's
 * own clients, which fetch a new token when theirs says otherwise.
 */
import { z } from "zod";
import { roleSchema, type Role, type SessionView } from "../users/contract.js";

/** Sessions that a user may have at once: the oldest ends when one more begins. */
export const sessionsMax = 20;

export const sessionSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  userAgent: z.string(),
  address: z.string(),
});
export type SessionRecord = z.infer<typeof sessionSchema>;

export const standingRecordSchema = z.strictObject({
  uid: z.string(),
  role: roleSchema.nullable(),
  blocked: z.boolean(),
  deleted: z.boolean(),
  /** Tokens of a sign-in before this do not count; whole seconds, as a token's own times are. */
  sessionsFrom: z.iso.datetime().nullable(),
  /** By session id. */
  sessions: z.record(z.string(), sessionSchema),
  changedAt: z.iso.datetime(),
});
export type StandingRecord = z.infer<typeof standingRecordSchema>;

export const newStanding = (uid: string, role: Role | null, at: string): StandingRecord => ({
  ...{ uid, role, blocked: false, deleted: false },
  ...{ sessionsFrom: null, sessions: {}, changedAt: at },
});

/** What decides about a token: from Authentication's record of the user and from the standing. Plain JSON. */
export const standingSchema = z.strictObject({
  /** Authentication has such a user. */
  known: z.boolean(),
  disabled: z.boolean(),
  blocked: z.boolean(),
  deleted: z.boolean(),
  role: roleSchema.nullable(),
  /** Sign-ins before this do not count. */
  validFromMs: z.number(),
  sessionIds: z.array(z.string()),
});
export type Standing = Readonly<z.infer<typeof standingSchema>>;

/** Of a token, what its standing is judged by. Tokens of custom sign-ins name no session. */
export type Presented = { readonly authTimeMs: number; readonly sessionId: string | null };

export type StandingVerdict = "valid" | "revoked" | "disabled" | "deleted" | "blocked";

/** Whether a token counts, and why not. A block comes first: it is what the user is to be told. */
export function judge(standing: Standing, { authTimeMs, sessionId }: Presented): StandingVerdict {
  if (standing.blocked && !standing.deleted) return "blocked";
  if (!standing.known || standing.deleted) return "deleted";
  if (standing.disabled) return "disabled";
  if (authTimeMs < standing.validFromMs) return "revoked";
  return sessionId === null || standing.sessionIds.includes(sessionId) ? "valid" : "revoked";
}

const wholeSecond = (atMs: number) => new Date(Math.floor(atMs / 1_000) * 1_000).toISOString();

/** With one session more; beyond the most, the oldest end. */
export function withSession(
  record: StandingRecord,
  sessionId: string,
  session: SessionRecord,
): StandingRecord {
  const newest = Object.entries({ ...record.sessions, [sessionId]: session })
    .sort(([, one], [, other]) => (one.startedAt < other.startedAt ? 1 : -1))
    .slice(0, sessionsMax);
  return { ...record, sessions: Object.fromEntries(newest), changedAt: session.startedAt };
}

/** Which sessions end: all, one, or all but one. */
export type Ending = { readonly all: true } | { readonly only: string } | { readonly but: string };

export function withoutSessions(record: StandingRecord, ending: Ending, nowMs: number): StandingRecord {
  const changedAt = new Date(nowMs).toISOString();
  if ("all" in ending) return { ...record, sessions: {}, sessionsFrom: wholeSecond(nowMs), changedAt };
  const stays = (id: string) => ("only" in ending ? id !== ending.only : id === ending.but);
  const sessions = Object.entries(record.sessions).filter(([id]) => stays(id));
  return { ...record, sessions: Object.fromEntries(sessions), changedAt };
}

export function blockedStanding(record: StandingRecord, nowMs: number): StandingRecord {
  return { ...withoutSessions(record, { all: true }, nowMs), blocked: true };
}

/** Nothing of the person is left in it, and no token counts any more. */
export function deletedStanding(uid: string, nowMs: number): StandingRecord {
  const empty = newStanding(uid, null, new Date(nowMs).toISOString());
  return { ...blockedStanding(empty, nowMs), deleted: true };
}

/** Newest first. */
export function sessionViews(record: StandingRecord): SessionView[] {
  return Object.entries(record.sessions)
    .map(([sessionId, session]) => ({ sessionId, ...session }))
    .sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}
