/** Standings as every request reads them: from the cache that all processes share. */
import type { Auth } from "firebase-admin/auth";
import type { Firestore } from "firebase-admin/firestore";
import type { Cache } from "../platform/cache.js";
import type { Standings } from "../platform/identity.js";
import { standingSchema } from "./standing.js";
import { loadStanding } from "./store.js";

/**
 * What is changed here ends the entry at once. This is how long it takes until a change shows that is made past the
 * functions, as in the console, or while Redis cannot be told.
 */
const ttlMs = 5_000;
const nameOf = (uid: string) => `standing:${uid}`;

export function createStandings(db: Firestore, auth: () => Auth, cache: Cache): Standings {
  const readFresh = (uid: string) => loadStanding(db, auth(), uid);
  return {
    readFresh,
    read: async (uid) => {
      const entry = { kind: "standing", key: nameOf(uid), schema: standingSchema, ttlMs };
      return (await cache.read(entry, () => readFresh(uid))) ?? readFresh(uid);
    },
    forget: async (uid) => void (await cache.invalidate([nameOf(uid)])),
  };
}
