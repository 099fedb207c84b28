/** Users as admins see them: the profile, with what Authentication and the blocks say now. */
import type { Context } from "../platform/context.js";
import { readBlocks, roleOf } from "../standings/store.js";
import { requireUser } from "./administering.js";
import type { UserView } from "./contract.js";
import { findProfile } from "./store.js";
import type { ProfileRecord } from "./profile.js";

/** One user, with or without a profile. @throws DomainError `user_not_found` */
export async function showUser(context: Context, uid: string): Promise<UserView> {
  const [user, profile, [blocked = null]] = await Promise.all([
    requireUser(context, uid),
    findProfile(context.db, uid),
    readBlocks(context.db, [uid]),
  ]);
  const { email = null, displayName = "" } = user;
  return {
    uid,
    email: profile?.email ?? email,
    displayName: profile?.displayName ?? displayName,
    role: roleOf(user),
    createdAt: profile?.createdAt ?? new Date(user.metadata.creationTime).toISOString(),
    blocked,
  };
}

/** A page of profiles: with one question to Authentication for all of them. */
export async function showUsers(context: Context, profiles: readonly ProfileRecord[]): Promise<UserView[]> {
  if (profiles.length === 0) return [];
  const uids = profiles.map(({ uid }) => uid);
  const [{ users }, blocks] = await Promise.all([
    context.auth().getUsers(uids.map((uid) => ({ uid }))),
    readBlocks(context.db, uids),
  ]);
  const roleByUid = new Map(users.map((user) => [user.uid, roleOf(user)]));
  return profiles.map(({ uid, email, displayName, createdAt }, at) => ({
    ...{ uid, email, displayName, createdAt },
    role: roleByUid.get(uid) ?? null,
    blocked: blocks[at] ?? null,
  }));
}
