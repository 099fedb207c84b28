/**
 * A Redis that has lost its data would let everybody in again who is denied. A key marks that the denials which hold
 * are there; whoever misses it tells Redis of them from their documents.
 */
import type { Firestore } from "firebase-admin/firestore";
import { subjectKey } from "../security/denial.js";
import { listDenials } from "../security/store.js";
import { tallyKeys } from "../security/tally.js";
import { count } from "./counters.js";
import { errorFields, log } from "./log.js";
import type { RedisPort } from "./redis.js";

const markKey = "denials:known";
/** Each process looks so often, in a request that is on its way anyway. */
const lookEveryMs = 10_000;
/** More at once than this is an attack from so many sides that their failures are soon counted again. */
const restoredMax = 1_000;

type Given = { readonly redis: RedisPort; readonly db: Firestore; readonly clock: () => number };

/** @returns what looks after the mark, where it is time to. It never throws; nobody need wait for it */
export function createRestorer({ redis, db, clock }: Given): () => Promise<void> {
  let nextAtMs = -Infinity;
  return async () => {
    const nowMs = clock();
    if (nowMs < nextAtMs) return;
    nextAtMs = nowMs + lookEveryMs;
    try {
      const mark = await redis.run((client) => client.getex<string>(markKey));
      if (mark !== null) return;
      const restored = await restore({ redis, db, clock });
      await redis.run((client) => client.set(markKey, "1"));
      count("denials_restored");
      if (restored > 0) log().warn("denials restored", { restored });
    } catch (error) {
      log().warn("denials not looked after", errorFields(error));
    }
  };
}

/** What is known to Redis by now stays: it is newer. */
async function restore({ redis, db, clock }: Given): Promise<number> {
  const holding = await listDenials(db, clock(), restoredMax);
  const left = holding.flatMap(({ subject: kind, who, until }) => {
    const leftMs = Date.parse(until) - clock();
    return leftMs > 0 ? [{ key: subjectKey({ kind, who }), untilMs: Date.parse(until), leftMs }] : [];
  });
  await redis.run((client) =>
    Promise.all(
      left.map(({ key, untilMs, leftMs }) =>
        client.set(tallyKeys(key).denial, String(untilMs), { px: leftMs, nx: true }),
      ),
    ),
  );
  return left.length;
}
