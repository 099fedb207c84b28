import { RedisError } from "../reply.js";
import { toDouble } from "./numbers.js";
import { putScore, type SortedSet } from "./sorted-set.js";
import { syntaxError } from "./value.js";

const optionNames = new Set(["NX", "XX", "GT", "LT", "CH", "INCR"]);

export type Outcome = { added: boolean; changed: boolean; score: number | undefined };

/** Splits ZADD's arguments behind the key into its options and the score-member pairs. */
export function addOptions(args: string[]): { options: Set<string>; entryArgs: string[] } {
  const end = args.findIndex((argument) => !optionNames.has(argument.toUpperCase()));
  const options = new Set(args.slice(0, end < 0 ? args.length : end).map((option) => option.toUpperCase()));
  return { options, entryArgs: end < 0 ? [] : args.slice(end) };
}

export function readEntries(args: string[], options: Set<string>): [string, number][] {
  if (args.length === 0 || args.length % 2 !== 0) throw syntaxError();
  const has = (name: string) => options.has(name);
  if (has("NX") && has("XX")) {
    throw new RedisError("ERR XX and NX options at the same time are not compatible");
  }
  if ((has("GT") && has("NX")) || (has("LT") && has("NX")) || (has("GT") && has("LT"))) {
    throw new RedisError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (has("INCR") && args.length > 2) {
    throw new RedisError("ERR INCR option supports a single increment-element pair");
  }
  return Array.from({ length: args.length / 2 }, (_, i) => [
    args[2 * i + 1] ?? "",
    toDouble(args[2 * i] ?? ""),
  ]);
}

export function applyScore(zset: SortedSet, member: string, amount: number, options: Set<string>): Outcome {
  const current = zset.scores.get(member);
  const skipped: Outcome = { added: false, changed: false, score: undefined };
  if (options.has(current === undefined ? "XX" : "NX")) return skipped;
  const score = options.has("INCR") ? (current ?? 0) + amount : amount;
  if (Number.isNaN(score)) throw new RedisError("ERR resulting score is not a number (NaN)");
  if (current !== undefined) {
    if ((options.has("GT") && score <= current) || (options.has("LT") && score >= current)) return skipped;
  }
  putScore(zset, member, score);
  return { added: current === undefined, changed: current !== score, score };
}
