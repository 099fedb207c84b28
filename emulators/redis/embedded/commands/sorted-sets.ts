import { RedisError } from "../../reply.js";
import { reads, shrinks, writes, type Command, type CommandTable } from "../command.js";
import {
  deleteIfEmpty,
  deleteKey,
  lookupKey,
  openKey,
  readKey,
  writeKey,
  type Keyspace,
} from "../keyspace.js";
import { formatDouble, toCount, toDouble, toInteger } from "../numbers.js";
import { parseScanOptions, toCursor } from "../scan-options.js";
import { createSortedSet, rankOf, removeMember, removeRanks, type SortedSet } from "../sorted-set.js";
import { syntaxError, wrongType, type Value } from "../value.js";
import { addOptions, applyScore, readEntries } from "../zadd.js";
import { withScores } from "../zrange.js";

const zsetOf = (db: Keyspace, key: string) => readKey(db, key, "zset");
const openZset = (db: Keyspace, key: string) => openKey(db, key, "zset", () => createSortedSet());
const scoreText = (score: number | undefined) => (score === undefined ? null : formatDouble(score));

function add(db: Keyspace, [key = "", ...rest]: string[]): Value {
  const { options, entryArgs } = addOptions(rest);
  const entries = readEntries(entryArgs, options);
  if (!zsetOf(db, key) && options.has("XX")) return options.has("INCR") ? null : 0;
  const zset = openZset(db, key);
  const outcomes = entries.map(([member, score]) => applyScore(zset, member, score, options));
  deleteIfEmpty(db, key);
  if (options.has("INCR")) return scoreText(outcomes[0]?.score);
  const counts = (outcome: { added: boolean; changed: boolean }) =>
    outcome.added || (options.has("CH") && outcome.changed);
  return outcomes.filter(counts).length;
}

function increment(db: Keyspace, [key = "", by = "", member = ""]: string[]): Value {
  const options = new Set(["INCR"]);
  const entries = readEntries([by, member], options);
  const outcome = applyScore(openZset(db, key), member, entries[0]?.[1] ?? 0, options);
  return scoreText(outcome.score);
}

function remove(db: Keyspace, [key = "", ...members]: string[]): Value {
  const zset = zsetOf(db, key);
  if (!zset) return 0;
  const removed = members.filter((member) => removeMember(zset, member)).length;
  deleteIfEmpty(db, key);
  return removed;
}

function rank(reversed: boolean) {
  return (db: Keyspace, [key = "", member = ""]: string[]): Value => {
    const zset = zsetOf(db, key);
    const position = zset && rankOf(zset, member);
    if (zset === undefined || position === undefined) return null;
    return reversed ? zset.ordered.length - 1 - position : position;
  };
}

function pop(highest: boolean) {
  return (db: Keyspace, [key = "", countText, ...rest]: string[]): Value => {
    if (rest.length > 0) throw syntaxError();
    const count = countText === undefined ? 1 : toCount(countText);
    const zset = zsetOf(db, key);
    if (!zset) return [];
    const size = zset.ordered.length;
    const taken = highest
      ? removeRanks(zset, Math.max(0, size - count), size).reverse()
      : removeRanks(zset, 0, Math.min(count, size));
    deleteIfEmpty(db, key);
    return withScores(taken, true);
  };
}

type Aggregate = (left: number, right: number) => number;

const sum: Aggregate = (left, right) => (Number.isNaN(left + right) ? 0 : left + right);
const aggregates: Record<string, Aggregate> = {
  SUM: sum,
  MIN: Math.min,
  MAX: Math.max,
};

type Combination = { sources: SortedSet[]; weights: number[]; aggregate: Aggregate; withScores: boolean };

/** `numkeys key … [WEIGHTS w …] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]` of ZUNION, ZINTER and their stores. */
function parseCombination(db: Keyspace, name: string, args: string[], mayShow: boolean): Combination {
  const keyCount = toInteger(args[0] ?? "");
  if (keyCount < 1) throw new RedisError(`ERR at least 1 input key is needed for '${name}' command`);
  if (keyCount > args.length - 1) throw syntaxError();
  const sources = args.slice(1, keyCount + 1).map((key) => scoredSource(db, key));
  const weights = sources.map(() => 1);
  const parsed: Combination = { sources, weights, aggregate: sum, withScores: false };
  const options = args.slice(keyCount + 1);
  while (options.length > 0) {
    const option = options.shift()?.toUpperCase();
    if (option === "WEIGHTS" && options.length >= keyCount) {
      const invalid = () => new RedisError("ERR weight value is not a float");
      parsed.weights = options.splice(0, keyCount).map((weight) => toDouble(weight, invalid));
    } else if (option === "AGGREGATE") {
      const aggregate = aggregates[options.shift()?.toUpperCase() ?? ""];
      if (!aggregate) throw syntaxError();
      parsed.aggregate = aggregate;
    } else if (option === "WITHSCORES" && mayShow) {
      parsed.withScores = true;
    } else {
      throw syntaxError();
    }
  }
  return parsed;
}

/** A plain set counts as a sorted one whose scores are all 1. */
function scoredSource(db: Keyspace, key: string): SortedSet {
  const stored = lookupKey(db, key);
  if (!stored) return createSortedSet();
  if (stored.type === "set") return createSortedSet([...stored.data].map((member) => [member, 1]));
  if (stored.type !== "zset") throw wrongType();
  return stored.data;
}

function combine({ sources, weights, aggregate }: Combination, everywhere: boolean): SortedSet {
  const scores = new Map<string, number>();
  sources.forEach((source, at) => {
    for (const { member, score } of source.ordered) {
      if (everywhere && !sources.every((other) => other.scores.has(member))) continue;
      const product = score * (weights[at] ?? 1);
      const weighted = Number.isNaN(product) ? 0 : product;
      const current = scores.get(member);
      scores.set(member, current === undefined ? weighted : aggregate(current, weighted));
    }
  });
  return createSortedSet(scores);
}

function show(name: string, everywhere: boolean): Command {
  return reads(-3, (db, args) => {
    const combination = parseCombination(db, name, args, true);
    return withScores(combine(combination, everywhere).ordered, combination.withScores);
  });
}

function store(name: string, everywhere: boolean): Command {
  return writes(-4, (db, [target = "", ...args]) => {
    const data = combine(parseCombination(db, name, args, false), everywhere);
    if (data.ordered.length === 0) deleteKey(db, target);
    else writeKey(db, target, { type: "zset", data });
    for (const { member } of data.ordered) db.grownBytes += 2 * member.length;
    return data.ordered.length;
  });
}

function scan(db: Keyspace, [key = "", cursor = "", ...options]: string[]): Value {
  toCursor(cursor);
  const zset = zsetOf(db, key);
  if (!zset) return ["0", []];
  const { matches } = parseScanOptions(options);
  return [
    "0",
    withScores(
      (zsetOf(db, key)?.ordered ?? []).filter(({ member }) => matches(member)),
      true,
    ),
  ];
}

export const sortedSetCommands: CommandTable = {
  ZADD: writes(-4, add),
  ZINCRBY: writes(4, increment),
  ZREM: shrinks(-3, remove),
  ZSCORE: reads(3, (db, [key = "", member = ""]) => scoreText(zsetOf(db, key)?.scores.get(member))),
  ZMSCORE: reads(-3, (db, [key = "", ...members]) => {
    const zset = zsetOf(db, key);
    return members.map((member) => scoreText(zset?.scores.get(member)));
  }),
  ZCARD: reads(2, (db, [key = ""]) => zsetOf(db, key)?.ordered.length ?? 0),
  ZRANK: reads(3, rank(false)),
  ZREVRANK: reads(3, rank(true)),
  ZPOPMIN: shrinks(-2, pop(false)),
  ZPOPMAX: shrinks(-2, pop(true)),
  ZUNION: show("zunion", false),
  ZINTER: show("zinter", true),
  ZUNIONSTORE: store("zunionstore", false),
  ZINTERSTORE: store("zinterstore", true),
  ZSCAN: reads(-3, scan),
};
