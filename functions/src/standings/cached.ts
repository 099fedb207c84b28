/**
 * Standings as every request reads them: from the cache that all processes share. While Redis is gone each call
 * reads the document itself, so that what is changed here counts from the next call on even then; Authentication,
 * which is slow and knows little more, is asked by each process once in some seconds, and when the document changes.
 */
import type { Auth } from "firebase-admin/auth";
import type { Firestore } from "firebase-admin/firestore";
import { LRUCache } from "lru-cache";
import type { Cache } from "../platform/cache.js";
import type { Standings } from "../platform/identity.js";
import { standingSchema, type Standing } from "./standing.js";
import { findUser, loadStanding, readStanding, roleOf, standingFrom, type SignIn } from "./store.js";

/**
 * What is changed here ends the entry at once. This is how long it takes until a change shows that is made past the
 * functions, as in the console, or while Redis cannot be told.
 */
const ttlMs = 5_000;
const nameOf = (uid: string) => `standing:${uid}`;

/** Users of whom a process remembers what Authentication said while Redis was gone. */
const signInsMax = 5_000;

export function createStandings(db: Firestore, auth: () => Auth, cache: Cache): Standings {
  const readFresh = (uid: string) => loadStanding(db, auth(), uid);
  const readInOutage = createOutageReader(db, auth);
  return {
    readFresh,
    read: async (uid) => {
      const entry = { kind: "standing", key: nameOf(uid), schema: standingSchema, ttlMs };
      const standing = await cache.read(
        entry,
        () => readFresh(uid),
        () => readInOutage(uid),
      );
      return standing ?? readFresh(uid);
    },
    forget: async (uid) => void (await cache.invalidate([nameOf(uid)])),
  };
}

function createOutageReader(db: Firestore, auth: () => Auth) {
  const signIns = new LRUCache<string, Promise<SignIn | undefined>>({ max: signInsMax, ttl: ttlMs });
  const ask = (uid: string, key: string): Promise<SignIn | undefined> => {
    const asking = findUser(auth(), uid);
    signIns.set(key, asking);
    const forget = () => signIns.peek(key) === asking && signIns.delete(key);
    asking.then((user) => user === undefined && forget(), forget);
    return asking;
  };
  return async (uid: string): Promise<Standing> => {
    const record = await readStanding(db, uid);
    // A change of the document ends what is remembered.
    const key = `${uid} ${record?.changedAt ?? ""}`;
    let user = await (signIns.get(key) ?? ask(uid, key));
    // A role is taken from the document before it is taken in Authentication.
    if (user && roleOf(user) !== (record?.role ?? null)) user = await ask(uid, key);
    return standingFrom(user, record);
  };
}
