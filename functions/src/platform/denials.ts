/**
 * Stops whoever fails again and again. Failures are tallied in Redis for all processes; whoever has too many is
 * denied for a time. A denial is a key of Redis, asked for in the request that counts the call anyway, and a document:
 * while Redis is gone that one is read, and remembered for a moment. Nothing here makes a request fail that would
 * not have failed otherwise.
 */
import type { Firestore } from "firebase-admin/firestore";
import { LRUCache } from "lru-cache";
import { newDenial, subjectKey, type Denial, type Subject } from "../security/denial.js";
import { failureRuleOf, failureWeights, type FailureKind } from "../security/failure-rules.js";
import { deleteDenial, noteFailures, readDenial, saveDenial } from "../security/store.js";
import {
  createLocalTally,
  readTallied,
  tallyArguments,
  tallyKeys,
  tallyScript,
  type Tallied,
} from "../security/tally.js";
import { evaluate } from "./cache-scripts.js";
import { isNobodys } from "./client-address.js";
import { count } from "./counters.js";
import { createRestorer } from "./denials-restored.js";
import { DomainError } from "./errors.js";
import { errorFields, log } from "./log.js";
import { runTwice, type RedisPort } from "./redis.js";

export type Denials = {
  /** Until when a subject is denied, in milliseconds since 1970; null where it is not. Never throws. */
  readonly find: (subject: Subject) => Promise<number | null>;
  /** Counts a failure of the subject, and denies it where that was one too many. Never throws. */
  readonly countFailure: (failure: FailureKind, subject: Subject) => Promise<void>;
  /** Denies by hand: for all processes once this has returned. @throws DomainError `service_unavailable` */
  readonly impose: (subject: Subject, given: Imposed) => Promise<Denial>;
  /**
   * Ends a denial and forgets what led to it.
   * @returns whether there was one
   * @throws DomainError `service_unavailable`
   */
  readonly lift: (subject: Subject, by: string) => Promise<boolean>;
};

export type Imposed = { readonly why: string; readonly by: string; readonly forMs: number };

/** Calls that are refused for their rate cost Redis nothing; a process tells so many of them at once. */
const limitedTold = 10;
/** How long a denial that was read from its document is remembered, and how long its reader waits at most. */
const documentTrustedMs = 10_000;
const documentDeadlineMs = 300;
const subjectsMax = 20_000;

type Options = { readonly redis: RedisPort; readonly db: Firestore; readonly clock: () => number };

export function createDenials({ redis, db, clock }: Options): Denials {
  const locally = createLocalTally(clock);
  const fromDocument = createDocumentReader(db, clock);
  const tally = createTally({ redis, clock, locally });
  const restoreWhenLost = createRestorer({ redis, db, clock });

  return {
    async find(subject) {
      if (isExempt(subject)) return null;
      const key = subjectKey(subject);
      const known = locally.untilOf(key);
      if (!redis.isConfigured) return known;
      void restoreWhenLost();
      try {
        // A GET would travel in a request of its own: this client sends reads apart from scripts.
        const text = await redis.run((client) => client.getex<string>(tallyKeys(key).denial));
        return text === null ? null : later(Number(text), clock());
      } catch {
        return known ?? (await fromDocument(subject, key));
      }
    },

    async countFailure(failure, subject) {
      if (isExempt(subject)) return;
      const { kind: by } = subject;
      count("failures", { failure, by });
      try {
        const tallied = await tally(failure, subject);
        if (tallied) await record(db, { failure, subject, tallied, nowMs: clock() });
      } catch (error) {
        count("failures_not_recorded", { by });
        log().error("failure not recorded", { failure, by, ...errorFields(error) });
      }
    },

    async impose(subject, { why, by, forMs }) {
      const nowMs = clock();
      const denial = newDenial(subject, { source: "operator", why, by, nth: 1, forMs }, nowMs);
      await saveDenial(db, denial);
      const key = subjectKey(subject);
      fromDocument.forget(key);
      const until = String(nowMs + forMs);
      await everywhere(redis, (client) => client.set(tallyKeys(key).denial, until, { px: forMs }));
      return denial;
    },

    async lift(subject, by) {
      const key = subjectKey(subject);
      const { points, denial, repeats } = tallyKeys(key);
      await everywhere(redis, (client) => client.del(points, denial, repeats));
      locally.forget(key);
      fromDocument.forget(key);
      return deleteDenial(db, subject, by, clock());
    },
  };
}

/** Adds failures up. @returns undefined where nothing is to be told yet */
function createTally(
  given: Pick<Options, "redis" | "clock"> & { readonly locally: ReturnType<typeof createLocalTally> },
) {
  const { redis, clock, locally } = given;
  const limited = new LRUCache<string, number>({ max: subjectsMax });

  /** Points to add now: those of calls refused for their rate are added by the ten. */
  function pointsOf(failure: FailureKind, key: string): number {
    if (failure !== "rate_limited") return failureWeights[failure];
    const hits = (limited.get(key) ?? 0) + 1;
    limited.set(key, hits % limitedTold);
    return hits < limitedTold ? 0 : limitedTold * failureWeights.rate_limited;
  }

  return async (failure: FailureKind, subject: Subject): Promise<Tallied | undefined> => {
    const key = subjectKey(subject);
    const added = pointsOf(failure, key);
    if (added === 0) return undefined;
    const rule = failureRuleOf(subject.kind);
    if (!redis.isConfigured) return locally.add(key, rule, added);
    const { points, denial, repeats } = tallyKeys(key);
    const args = tallyArguments(rule, added, clock());
    try {
      const answer = await redis.run((client) =>
        evaluate(client, tallyScript, [points, denial, repeats], args),
      );
      return readTallied(answer, rule);
    } catch {
      count("failures_without_redis", { by: subject.kind });
      return locally.add(key, rule, added);
    }
  };
}

type Counted = {
  readonly failure: FailureKind;
  readonly subject: Subject;
  readonly tallied: Tallied;
  readonly nowMs: number;
};

/** Writes down what a failure has led to, where it has crossed a threshold. */
async function record(db: Firestore, { failure, subject, tallied, nowMs }: Counted): Promise<void> {
  const { points, noted, blocked } = tallied;
  const { windowMs } = failureRuleOf(subject.kind);
  if (noted) await noteFailures(db, subject, { failure, points, windowMs }, nowMs);
  if (!blocked) return;
  const { untilMs, nth } = blocked;
  count("denials", { by: subject.kind });
  log().warn("denied for now", { by: subject.kind, failure, nth, untilMs });
  const given = { source: "failures", why: failure, by: null, nth, forMs: untilMs - nowMs } as const;
  await saveDenial(db, newDenial(subject, given, nowMs));
}

/** Tells Redis. @throws DomainError `service_unavailable`: the caller repeats what was asked, which is safe */
async function everywhere(redis: RedisPort, work: Parameters<RedisPort["run"]>[0]): Promise<void> {
  if (!redis.isConfigured) return;
  try {
    await runTwice(redis, work);
  } catch (error) {
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
}

/** Blocking the address of nobody in particular would block everybody whose address is not known. */
const isExempt = ({ kind, who }: Subject) => kind === "address" && isNobodys(who);

const later = (untilMs: number, nowMs: number) => (untilMs > nowMs ? untilMs : null);

/** Reads denials from their documents, each once in a while; one that cannot be read in time is none. */
function createDocumentReader(db: Firestore, clock: () => number) {
  const known = new LRUCache<string, Promise<number>>({ max: subjectsMax, ttl: documentTrustedMs });
  const read = async (subject: Subject): Promise<number> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => (timer = setTimeout(resolve, documentDeadlineMs)));
    try {
      const denial = await Promise.race([readDenial(db, subject), tooLate]);
      return denial ? Date.parse(denial.until) : 0;
    } catch {
      count("denials_unreadable");
      return 0;
    } finally {
      clearTimeout(timer);
    }
  };
  const find = async (subject: Subject, key: string): Promise<number | null> => {
    let reading = known.get(key);
    if (!reading) known.set(key, (reading = read(subject)));
    return later(await reading, clock());
  };
  return Object.assign(find, { forget: (key: string) => void known.delete(key) });
}
