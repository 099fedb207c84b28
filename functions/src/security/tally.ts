/** Adds up a subject's failures: in Redis for all processes, by the process itself while Redis is gone. */
import { LRUCache } from "lru-cache";
import { luaScript } from "../platform/cache-scripts.js";
import { blockMs, type FailureRule } from "./failure-rules.js";

/** What one more failure has led to. */
export type Tallied = {
  readonly points: number;
  /** This failure crossed the first threshold. */
  readonly noted: boolean;
  /** This failure crossed the second: until when, and for the how manieth time in a row. */
  readonly blocked: { readonly untilMs: number; readonly nth: number } | null;
};

/**
 * KEYS: points, denial, repeats. ARGV: points to add, window, first and second threshold, now, how long repeats are
 * remembered (all ms), and the length of each block. What comes in while a block holds counts for nothing: calls
 * that were under way must not lengthen it. Answers points before and after, the block's end, and its number.
 */
export const tallyScript = luaScript(`
if redis.call("EXISTS", KEYS[2]) == 1 then return { 0, 0, 0, 0 } end
local points = redis.call("INCRBY", KEYS[1], ARGV[1])
local before = points - tonumber(ARGV[1])
if before == 0 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) end
if points < tonumber(ARGV[4]) then return { before, points, 0, 0 } end
redis.call("DEL", KEYS[1])
local nth = redis.call("INCR", KEYS[3])
local length = tonumber(ARGV[6 + math.min(nth, #ARGV - 6)])
redis.call("PEXPIRE", KEYS[3], string.format("%d", tonumber(ARGV[6]) + length))
local ending = string.format("%d", tonumber(ARGV[5]) + length)
redis.call("SET", KEYS[2], ending, "PX", length)
return { before, points, ending, nth }
`);

export const tallyKeys = (key: string) => ({
  points: `failures:${key}`,
  denial: `denial:${key}`,
  repeats: `denials:${key}`,
});

export const tallyArguments = (rule: FailureRule, added: number, nowMs: number) => [
  ...[added, rule.windowMs, rule.noteAt, rule.blockAt, nowMs, rule.repeatWithinMs],
  ...rule.blockForMs,
];

/** Reads the script's answer. */
export function readTallied(answer: readonly unknown[], { noteAt }: FailureRule): Tallied {
  const [before = 0, points = 0, untilMs = 0, nth = 0] = answer.map(Number);
  const noted = before < noteAt && points >= noteAt;
  return { points, noted, blocked: untilMs > 0 ? { untilMs, nth } : null };
}

const subjectsMax = 20_000;

/** The same arithmetic in one process, in bounded memory. */
export function createLocalTally(clock: () => number) {
  const counts = new LRUCache<string, { points: number; startedMs: number }>({ max: subjectsMax });
  const blocks = new LRUCache<string, { untilMs: number; nth: number; repeatUntilMs: number }>({
    max: subjectsMax,
  });
  const untilOf = (key: string) => {
    const untilMs = blocks.get(key)?.untilMs ?? 0;
    return untilMs > clock() ? untilMs : null;
  };
  return {
    untilOf,
    forget(key: string) {
      counts.delete(key);
      blocks.delete(key);
    },
    add(key: string, rule: FailureRule, added: number): Tallied {
      const nowMs = clock();
      if (untilOf(key) !== null) return { points: 0, noted: false, blocked: null };
      let count = counts.get(key);
      if (!count || nowMs >= count.startedMs + rule.windowMs) count = { points: 0, startedMs: nowMs };
      const before = count.points;
      const points = before + added;
      counts.set(key, { ...count, points });
      const noted = before < rule.noteAt && points >= rule.noteAt;
      if (points < rule.blockAt) return { points, noted, blocked: null };
      counts.delete(key);
      const last = blocks.get(key);
      const nth = last && nowMs < last.repeatUntilMs ? last.nth + 1 : 1;
      const untilMs = nowMs + blockMs(rule, nth);
      blocks.set(key, { untilMs, nth, repeatUntilMs: untilMs + rule.repeatWithinMs });
      return { points, noted, blocked: { untilMs, nth } };
    },
  };
}
