/**
 * The classes of functions that share a rate limit, and all limits. Each function names its class in its policy. A
 * limit is a bucket of `burst` calls into which `refill` calls flow back every `everyMs`; it begins full.
 */
import { z } from "zod";
import { rateSettings } from "./config.js";

export const rateClasses = ["public", "read", "trade", "money", "auth", "admin"] as const;
export type RateClass = (typeof rateClasses)[number];

/** Whose calls are counted together: those of one user, or of one address. */
export type CountedBy = "user" | "address";

const bucketSchema = z.strictObject({
  burst: z.int().positive(),
  refill: z.int().positive(),
  everyMs: z.int().positive(),
});
export type Bucket = z.infer<typeof bucketSchema>;

/**
 * What happens while Redis is gone: calls are counted by each process with the same numbers (`local`), with a
 * part of them (`strict`), or refused, because what an administrator can do is worth waiting for (`refuse`).
 */
export type WithoutRedis = "local" | "strict" | "refuse";
export type RateLimit = Readonly<Record<CountedBy, Bucket>> & { readonly withoutRedis: WithoutRedis };

const perMinute = (burst: number, refill = burst): Bucket => ({ burst, refill, everyMs: 60_000 });
const perTenSeconds = (burst: number, refill: number): Bucket => ({ burst, refill, everyMs: 10_000 });

/** Production's. An address has more than a user: offices and mobile networks share one. */
const builtIn: Record<RateClass, RateLimit> = {
  public: { user: perTenSeconds(120, 40), address: perTenSeconds(300, 100), withoutRedis: "local" },
  read: { user: perTenSeconds(120, 40), address: perTenSeconds(600, 200), withoutRedis: "local" },
  trade: { user: perTenSeconds(60, 40), address: perTenSeconds(300, 200), withoutRedis: "local" },
  money: { user: perMinute(20), address: perMinute(100), withoutRedis: "local" },
  auth: { user: perMinute(10), address: perMinute(60), withoutRedis: "strict" },
  admin: { user: perMinute(60), address: perMinute(120), withoutRedis: "refuse" },
};

const overridesSchema = z.partialRecord(
  z.enum(rateClasses),
  z.strictObject({ user: bucketSchema.optional(), address: bucketSchema.optional() }),
);

let parsed: { text: string; factor: number; limits: Record<RateClass, RateLimit> } | undefined;

/** The limits that hold here. @throws ZodError, SyntaxError where the parameter RATE_LIMITS is wrong */
export function rateLimitOf(rateClass: RateClass): RateLimit {
  const { factor, overrides: text } = rateSettings();
  if (parsed?.text !== text || parsed.factor !== factor)
    parsed = { text, factor, limits: merged(factor, text) };
  return parsed.limits[rateClass];
}

function merged(factor: number, text: string): Record<RateClass, RateLimit> {
  const overrides = overridesSchema.parse(text === "" ? {} : JSON.parse(text));
  const times = ({ burst, refill, everyMs }: Bucket): Bucket => ({
    ...{ burst: burst * factor, refill: refill * factor, everyMs },
  });
  const limits = rateClasses.map((rateClass) => {
    const { user, address, withoutRedis } = builtIn[rateClass];
    const given = overrides[rateClass];
    const limit = {
      user: given?.user ?? times(user),
      address: given?.address ?? times(address),
      withoutRedis,
    };
    return [rateClass, limit] as const;
  });
  return Object.fromEntries(limits) as Record<RateClass, RateLimit>;
}
