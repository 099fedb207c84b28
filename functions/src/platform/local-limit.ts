/** Buckets of one process, for while Redis is gone: the same arithmetic, bounded memory, nothing shared. */
import { LRUCache } from "lru-cache";
import type { Bucket } from "./rate-class.js";

export type Verdict = {
  readonly passed: boolean;
  /** What a full bucket holds. */
  readonly limit: number;
  readonly remaining: number;
  /** When the next calls flow back, in milliseconds since 1970. */
  readonly refillsAtMs: number;
};

/** Buckets that are remembered. The one not asked for longest is forgotten, and would begin full again. */
const bucketsMax = 20_000;

export function createLocalLimiter(clock: () => number, most = bucketsMax) {
  const buckets = new LRUCache<string, { left: number; refilledAtMs: number }>({ max: most });
  return (key: string, { burst, refill, everyMs }: Bucket): Verdict => {
    const nowMs = clock();
    let bucket = buckets.get(key);
    if (!bucket) buckets.set(key, (bucket = { left: burst, refilledAtMs: nowMs }));
    const refills = Math.max(0, Math.floor((nowMs - bucket.refilledAtMs) / everyMs));
    bucket.left = Math.min(burst, bucket.left + refills * refill);
    bucket.refilledAtMs += refills * everyMs;
    const passed = bucket.left > 0;
    if (passed) bucket.left--;
    return { passed, limit: burst, remaining: bucket.left, refillsAtMs: bucket.refilledAtMs + everyMs };
  };
}
