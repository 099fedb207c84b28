/**
 * Counts calls against the limits of their class, exactly over all processes, in Redis. Token buckets: they begin
 * with the first call, so that no boundary of a clock lets twice the limit through at once. While Redis is gone
 * or slow, each class goes on as its row in `rate-class.ts` says.
 */
import { createHash } from "node:crypto";
import { Ratelimit } from "@upstash/ratelimit";
import { LRUCache } from "lru-cache";
import { count } from "./counters.js";
import { DomainError } from "./errors.js";
import { createLocalLimiter, type Verdict } from "./local-limit.js";
import { rateLimitOf, type Bucket, type CountedBy, type RateClass, type RateLimit } from "./rate-class.js";
import { RedisFailure, type RedisPort } from "./redis.js";

/** @throws DomainError `service_unavailable` where the class does not go on without Redis */
export type RateLimiter = (rateClass: RateClass, by: CountedBy, who: string) => Promise<Verdict>;

type LimiterRedis = ConstructorParameters<typeof Ratelimit>[0]["redis"];

/** Callers that are known to have nothing left: Redis is not asked for them until their next refill. */
const refusedRemembered = 10_000;
/** What of a bucket is left to a class that is `strict` without Redis: each process counts for itself. */
const strictPart = 4;

export function createRateLimiter(redis: RedisPort, clock: () => number): RateLimiter {
  const locally = createLocalLimiter(clock);
  const limiters = new Map<string, Ratelimit>();

  async function shared(key: string, bucket: Bucket): Promise<Verdict> {
    const { burst, refill, everyMs } = bucket;
    const shape = `${burst}/${refill}/${everyMs}`;
    const work = async (client: LimiterRedis) => {
      let limiter = limiters.get(shape);
      if (!limiter) limiters.set(shape, (limiter = limiterOf(client, bucket)));
      const { success, limit, remaining, reset } = await limiter.limit(key);
      return { passed: success, limit, remaining, refillsAtMs: reset };
    };
    // Its declarations name the CommonJS twin of the same class.
    return redis.run((client) => work(client as unknown as LimiterRedis));
  }

  return async (rateClass, by, who) => {
    const rule = rateLimitOf(rateClass);
    const key = `${rateClass}:${by}:${digest(who)}`;
    if (!redis.isConfigured) return locally(key, rule[by]);
    try {
      // An administrator's call is refused where Redis is gone, and not for one answer that was lost.
      const insists = rule.withoutRedis === "refuse";
      return await (insists
        ? shared(key, rule[by]).catch(() => shared(key, rule[by]))
        : shared(key, rule[by]));
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      count("rate_limits_without_redis", { rateClass, by });
      if (rule.withoutRedis === "refuse") throw new DomainError("service_unavailable", {}, { cause: error });
      return locally(key, withoutRedis(rule, by));
    }
  };
}

function limiterOf(redis: LimiterRedis, { burst, refill, everyMs }: Bucket): Ratelimit {
  return new Ratelimit({
    redis,
    limiter: Ratelimit.tokenBucket(refill, `${everyMs} ms`, burst),
    prefix: "limit",
    // It would let a call through after its time; the client's own timeout ends a slow answer, as a failure.
    timeout: 0,
    analytics: false,
    // Bounded: its own map would keep everybody whom it ever refused.
    ephemeralCache: new LRUCache<string, number>({ max: refusedRemembered }) as unknown as Map<
      string,
      number
    >,
  });
}

function withoutRedis(rule: RateLimit, by: CountedBy): Bucket {
  const { burst, refill, everyMs } = rule[by];
  if (rule.withoutRedis !== "strict") return rule[by];
  return { burst: Math.ceil(burst / strictPart), refill: Math.ceil(refill / strictPart), everyMs };
}

/** Keys carry no personal data, and nothing that a pattern of Redis could match. */
const digest = (who: string) => createHash("sha256").update(who).digest("base64url").slice(0, 22);
