import { RedisError } from "../reply.js";
import type { Keyspace, Stored } from "./keyspace.js";

const ENTRY_BYTES = 96;
const NEARLY_FULL = 0.9;
const REMEASURE_PAUSE_MS = 1_000;

export type MemoryGuard = { admit(db: Keyspace, args: string[]): void };

/**
 * Refuses writes above a limit, as Redis with `maxmemory` and no eviction. Sizes are estimates, measured
 * again only when what was written since could have reached the limit; when nearly full, at most once a
 * second.
 */
export function createMemoryGuard(limitBytes: number): MemoryGuard {
  let measuredBytes = 0;
  let measuredAtMs = 0;
  return {
    admit(db, args) {
      const isDue = measuredBytes < NEARLY_FULL * limitBytes || db.nowMs - measuredAtMs >= REMEASURE_PAUSE_MS;
      if (measuredBytes + db.grownBytes > limitBytes && isDue) {
        measuredBytes = measure(db);
        measuredAtMs = db.nowMs;
        db.grownBytes = 0;
      }
      if (measuredBytes + db.grownBytes > limitBytes) {
        throw new RedisError("OOM command not allowed when used memory > 'maxmemory'.");
      }
      for (const argument of args) db.grownBytes += argument.length + ENTRY_BYTES / 2;
    },
  };
}

function measure(db: Keyspace): number {
  let bytes = 0;
  for (const [key, { stored }] of db.entries) bytes += key.length + ENTRY_BYTES + sizeOf(stored);
  return bytes;
}

function sizeOf(stored: Stored): number {
  switch (stored.type) {
    case "string":
      return stored.data.length;
    case "list":
      return total(stored.data);
    case "set":
      return total(stored.data);
    case "hash":
      return total(stored.data.keys()) + total(stored.data.values());
    case "zset":
      return total(stored.data.scores.keys()) * 2;
  }
}

function total(texts: Iterable<string>): number {
  let bytes = 0;
  for (const text of texts) bytes += text.length + ENTRY_BYTES / 2;
  return bytes;
}
