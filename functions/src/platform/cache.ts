/**
 * A cache that all processes share, in Redis, and that never answers what was true before an invalidation.
 *
 * An entry depends on names (by default its own key). Each name has a version, a random text that `invalidate`
 * replaces; an entry holds the versions that it was loaded under, and is no hit once one of them has changed. Who
 * misses is given a lease under the current versions, loads, and may fill only while the lease is still his and
 * the versions are still those: a load that began before an invalidation cannot overtake it. All of this is
 * decided by scripts, which run in Redis one at a time; a hit costs one round trip.
 *
 * A version outlives every entry that holds it; where none is stored, it is the empty text.
 */
import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { z } from "zod";
import { evaluate, fillScript, readScript, type Script } from "./cache-scripts.js";
import { count } from "./counters.js";
import { errorFields, log } from "./log.js";
import { isCircuitOpen, runTwice, type RedisPort } from "./redis.js";

export type CacheEntry<Value> = {
  /** What is read, for counts: one of few, as `asset`. */
  readonly kind: string;
  readonly key: string;
  /** What makes the entry stale when it is invalidated; its own key by default. */
  readonly dependsOn?: readonly string[];
  /** Of the value as JSON keeps it. What an older build stored may have another shape. */
  readonly schema: z.ZodType<Value>;
  /** How long a value is given, up to a fifth less: entries made together do not end together. */
  readonly ttlMs: number;
  /** How long it is remembered that there is no value; left out: it is not. */
  readonly negativeTtlMs?: number;
  /** How long each process may give what it has loaded while the circuit of Redis is open; left out: not at all. */
  readonly outageTtlMs?: number;
};

export type Cache = {
  /**
   * The value of a key. Callers in one process share a load, unless something was invalidated since it began.
   * Without Redis every caller loads for himself, or shares what his process has loaded for `outageTtlMs`.
   * @param load undefined means that there is none
   * @param loadInOutage in place of `load` while the circuit of Redis is open: then every call loads
   */
  readonly read: <Value>(
    entry: CacheEntry<Value>,
    load: () => Promise<Value | undefined>,
    loadInOutage?: () => Promise<Value | undefined>,
  ) => Promise<Value | undefined>;
  /**
   * Once this has returned true, whoever reads what depends on these names loads anew. Call it after the write.
   * @returns false where Redis could not be told: entries are then given until they end
   */
  readonly invalidate: (names: readonly string[]) => Promise<boolean>;
};

/** No entry lives longer, so that a version may be forgotten after twice the time. */
const ttlMaxMs = 300_000;
/** A load that takes longer is answered and not stored. */
const leaseMs = 10_000;
const jitterPart = 0.2;
/** Loads that a process keeps while Redis is gone. */
const outageEntriesMax = 500;

const newToken = () => randomBytes(12).toString("base64url");
const versionKey = (name: string) => `cache:version:${name}`;
const keysOf = ({ key, dependsOn = [key] }: Pick<CacheEntry<unknown>, "key" | "dependsOn">) => [
  `cache:value:${key}`,
  `cache:lease:${key}`,
  ...dependsOn.map(versionKey),
];

/** What a read finds: the stored text, or whose lease it is and under which versions. */
type Found =
  | { readonly kind: "hit"; readonly text: string }
  | { readonly kind: "miss"; readonly lease: string; readonly versions: string; readonly isOwn: boolean };

/** What one process keeps while Redis is gone, for moments. */
function createOutageLoads() {
  const kept = new LRUCache<string, Promise<unknown>>({ max: outageEntriesMax, ttl: 1 });
  return {
    forget: () => kept.clear(),
    /** A load that fails is not kept. */
    load<Value>({ key, outageTtlMs = 0 }: CacheEntry<Value>, load: () => Promise<Value | undefined>) {
      if (outageTtlMs <= 0) return load();
      const known = kept.get(key) as Promise<Value | undefined> | undefined;
      if (known) return known;
      const loading = load();
      kept.set(key, loading, { ttl: outageTtlMs });
      loading.catch(() => kept.delete(key));
      return loading;
    },
  };
}

/** Loads under way by key and lease: a lease ends with an invalidation, so those who share a load miss none. */
function createFlights() {
  const underWay = new Map<string, Promise<unknown>>();
  return {
    join<Value>(flight: string, load: () => Promise<Value | undefined>) {
      const known = underWay.get(flight) as Promise<Value | undefined> | undefined;
      if (known) return { isShared: true, loading: known };
      const loading = load().finally(() => underWay.delete(flight));
      underWay.set(flight, loading);
      return { isShared: false, loading };
    },
  };
}

export function createCache(redis: RedisPort, random: () => number = Math.random): Cache {
  const outage = createOutageLoads();
  const script = (made: Script, entry: CacheEntry<unknown>, args: readonly (string | number)[]) =>
    redis.run((client) => evaluate(client, made, keysOf(entry), args));

  async function find(entry: CacheEntry<unknown>): Promise<Found> {
    const token = newToken();
    const [kind, first, versions] = await script(readScript, entry, [token, leaseMs]);
    if (kind === "hit") return { kind, text: String(first) };
    return { kind: "miss", lease: String(first), versions: String(versions), isOwn: first === token };
  }

  /** Stores what was loaded under the lease, unless an invalidation came between. */
  async function fill<Value>(
    entry: CacheEntry<Value>,
    { lease, versions }: Found & { kind: "miss" },
    value: Value | undefined,
  ): Promise<void> {
    const { kind, ttlMs, negativeTtlMs = 0 } = entry;
    const usualMs = value === undefined ? negativeTtlMs : ttlMs;
    if (usualMs <= 0) return;
    const lifeMs = Math.max(1, Math.round(usualMs * (1 - jitterPart * random())));
    try {
      const [done] = await script(fillScript, entry, [lease, versions, storedText(value), lifeMs]);
      count("cache_fills", { kind, outcome: String(done) });
    } catch {
      // The answer is there, and the next reader fills.
      count("cache_fills", { kind, outcome: "failed" });
    }
  }

  const flights = createFlights();

  return {
    async read<Value>(
      entry: CacheEntry<Value>,
      load: () => Promise<Value | undefined>,
      loadInOutage: () => Promise<Value | undefined> = load,
    ) {
      const { kind, key, schema, ttlMs, negativeTtlMs = 0 } = entry;
      if (Math.max(ttlMs, negativeTtlMs) > ttlMaxMs) throw new RangeError(`${kind} is kept for too long`);
      const counted = (outcome: string) => count("cache_reads", { kind, outcome });
      // Without Redis, and for whatever else keeps it from answering.
      const found = await find(entry).catch((error: unknown) => ({ kind: "none", error }) as const);
      if (found.kind === "none") {
        counted("without_redis");
        return isCircuitOpen(found.error) ? outage.load(entry, loadInOutage) : load();
      }
      if (found.kind === "hit") {
        const known = readStored(found.text, schema);
        counted(known ? (known.value === undefined ? "hit_negative" : "hit") : "unreadable");
        return known ? known.value : load();
      }
      const { isShared, loading } = flights.join(`${key}\n${found.lease}`, load);
      counted(isShared ? "shared" : "miss");
      const value = await loading;
      if (found.isOwn) await fill(entry, found, value);
      return value;
    },

    async invalidate(names) {
      outage.forget();
      if (!redis.isConfigured || names.length === 0) return true;
      const token = newToken();
      try {
        await runTwice(redis, (client) =>
          Promise.all(names.map((name) => client.set(versionKey(name), token, { px: 2 * ttlMaxMs }))),
        );
        return true;
      } catch (error) {
        count("cache_invalidations_lost");
        log().warn("cache not invalidated", { names, ...errorFields(error) });
        return false;
      }
    },
  };
}

/** A list of the one value, or of none. */
const storedText = (value: unknown) => JSON.stringify(value === undefined ? [] : [value]);

function readStored<Value>(
  text: string,
  schema: z.ZodType<Value>,
): { readonly value: Value | undefined } | undefined {
  const list = JSON.parse(text) as unknown[];
  if (list.length === 0) return { value: undefined };
  const parsed = schema.safeParse(list[0]);
  return parsed.success ? { value: parsed.data } : undefined;
}
