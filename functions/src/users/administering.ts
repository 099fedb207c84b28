/**
 * What admins do to users. Each change lives in two places that no commit spans, Authentication and Firestore,
 * so each is written such that a repeat finishes what a crash has left half done, and that no half is worse than
 * either whole:
 *
 * - Authentication's record holds the role that counts. The book of admins in Firestore must never name somebody
 *   who is no admin, because it decides whether the last one may go: an admin is entered after the role is given,
 *   and struck before it is taken.
 * - A block counts as soon as Firestore has it. That Authentication forgets the refresh tokens as well comes after.
 */
import type { UserRecord } from "firebase-admin/auth";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { writeSecurityEvent } from "../security/store.js";
import { blockedStanding } from "../standings/standing.js";
import {
  changeStanding,
  deleteBlock,
  enterAdmin,
  findUser,
  roleOf,
  strikeAdmin,
  writeBlock,
} from "../standings/store.js";
import type { Role } from "./contract.js";
import { profileExists, writeProfileRole } from "./store.js";

/** @throws DomainError `user_not_found` */
export async function requireUser(context: Context, uid: string): Promise<UserRecord> {
  const user = await findUser(context.auth(), uid);
  if (!user) throw new DomainError("user_not_found");
  return user;
}

/** An admin who could take the last admin's powers away, their own, would lock everybody out. */
function refuseSelf(uid: string, by: string): void {
  if (uid === by) throw new DomainError("own_standing_is_fixed");
}

/** @returns whether nothing had to be written */
export async function setRole(context: Context, by: string, uid: string, role: Role): Promise<boolean> {
  refuseSelf(uid, by);
  const user = await requireUser(context, uid);
  const current = roleOf(user);
  const setClaims = async () => {
    if (current !== role) await context.auth().setCustomUserClaims(uid, { ...user.customClaims, role });
  };
  const isDemotion = current === "admin" && role !== "admin";
  if (!isDemotion) await setClaims();
  const told = await tellRole(context, { by, uid, before: current, after: role });
  if (isDemotion) await setClaims();
  await context.standings.forget(uid);
  return current === role && !told;
}

type RoleChange = {
  readonly by: string;
  readonly uid: string;
  readonly before: Role | null;
  readonly after: Role;
};

/** Writes a role wherever Firestore shows it. @returns whether it was not there already */
async function tellRole(context: Context, { by, uid, before, after }: RoleChange): Promise<boolean> {
  const { db } = context;
  const nowMs = context.clock();
  let told = false;
  await changeStanding(db, uid, nowMs, async (record, batch) => {
    told = record.role !== after;
    const hasProfile = await profileExists(db, uid);
    if (after === "admin" && !record.blocked) await enterAdmin(db, batch, uid);
    if (before === "admin" && after !== "admin") await strikeAdmin(db, batch, uid);
    if (!told) return null;
    if (hasProfile) writeProfileRole(db, batch, uid, after, nowMs);
    const event = { kind: "role_changed", uid, by, before: record.role ?? before, after } as const;
    writeSecurityEvent(db, batch, event, nowMs);
    return { ...record, role: after, changedAt: new Date(nowMs).toISOString() };
  });
  return told;
}

/** Ends every session of a user and lets none begin. @returns whether the user was blocked before */
export async function block(context: Context, by: string, uid: string, why: string): Promise<boolean> {
  refuseSelf(uid, by);
  const user = await requireUser(context, uid);
  const { db } = context;
  const nowMs = context.clock();
  let blockedBefore = false;
  await changeStanding(db, uid, nowMs, async (record, batch) => {
    blockedBefore = record.blocked;
    if (blockedBefore) return null;
    if (roleOf(user) === "admin") await strikeAdmin(db, batch, uid);
    writeBlock(db, batch, uid, { why, by, at: new Date(nowMs).toISOString() });
    writeSecurityEvent(db, batch, { kind: "user_blocked", uid, by, why }, nowMs);
    return blockedStanding({ ...record, role: roleOf(user) }, nowMs);
  });
  await context.standings.forget(uid);
  await context.auth().revokeRefreshTokens(uid);
  await context.standings.forget(uid);
  return blockedBefore;
}

/** Lets a user sign in again. @returns whether there was no block */
export async function unblock(context: Context, by: string, uid: string): Promise<boolean> {
  const user = await requireUser(context, uid);
  const { db } = context;
  const nowMs = context.clock();
  let freeBefore = false;
  await changeStanding(db, uid, nowMs, async (record, batch) => {
    freeBefore = !record.blocked;
    if (freeBefore) return null;
    if (roleOf(user) === "admin") await enterAdmin(db, batch, uid);
    deleteBlock(db, batch, uid);
    writeSecurityEvent(db, batch, { kind: "user_unblocked", uid, by }, nowMs);
    return { ...record, blocked: false, changedAt: new Date(nowMs).toISOString() };
  });
  await context.standings.forget(uid);
  return freeBefore;
}
