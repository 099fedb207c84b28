import { RedisError } from "../../reply.js";
import { reads, shrinks, writes, type Command, type CommandTable } from "../command.js";
import { deleteIfEmpty, deleteKey, readKey, writeKey, type Keyspace } from "../keyspace.js";
import { toInteger } from "../numbers.js";
import { createSortedSet, removeRanks, type Scored, type SortedSet } from "../sorted-set.js";
import { syntaxError, type Value } from "../value.js";
import { byMember, byRank, byScore, withScores, type Locate } from "../zrange.js";

type By = "rank" | "score" | "member";
type Options = { by: By; reversed: boolean; limit: [offset: number, count: number]; withScores: boolean };

const NO_LIMIT: Options["limit"] = [0, -1];

const zsetOf = (db: Keyspace, key: string) => readKey(db, key, "zset");
const emptyZset = createSortedSet();

/** ZRANGE chooses order and kind by options; for the older commands both are preset. */
function parseOptions(args: string[], preset: Partial<Options> | undefined): Options {
  let by = preset?.by ?? (preset ? "rank" : undefined);
  let reversed = preset?.reversed ?? (preset ? false : undefined);
  let limit = NO_LIMIT;
  let shown = false;
  const rest = [...args];
  while (rest.length > 0) {
    const option = rest.shift()?.toUpperCase();
    if (option === "WITHSCORES") shown = true;
    else if (option === "LIMIT" && rest.length >= 2) {
      limit = [toInteger(rest.shift() ?? ""), toInteger(rest.shift() ?? "")];
    } else if (option === "REV" && reversed === undefined) reversed = true;
    else if (option === "BYSCORE" && by === undefined) by = "score";
    else if (option === "BYLEX" && by === undefined) by = "member";
    else throw syntaxError();
  }
  const options = { by: by ?? "rank", reversed: reversed ?? false, limit, withScores: shown };
  check(options);
  return options;
}

function check({ by, limit, withScores: shown }: Options): void {
  if (limit[1] !== -1 && by === "rank") {
    throw new RedisError(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    );
  }
  if (shown && by === "member") {
    throw new RedisError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
}

function locator(start: string, stop: string, { by, reversed }: Options): Locate {
  if (by === "rank") return byRank(start, stop, reversed);
  const [min, max] = reversed ? [stop, start] : [start, stop];
  return by === "score" ? byScore(min, max) : byMember(min, max);
}

function select(zset: SortedSet, locate: Locate, { by, reversed, limit }: Options): Scored[] {
  const entries = zset.ordered.slice(...locate(zset));
  if (reversed) entries.reverse();
  if (by === "rank") return entries;
  const [offset, count] = limit;
  // A negative count means "all", a negative offset means "none".
  return offset < 0 ? [] : entries.slice(offset, count < 0 ? undefined : offset + count);
}

function range(preset?: Partial<Options>): Command {
  return reads(-4, (db, [key = "", start = "", stop = "", ...rest]) => {
    const options = parseOptions(rest, preset);
    const locate = locator(start, stop, options);
    return withScores(select(zsetOf(db, key) ?? emptyZset, locate, options), options.withScores);
  });
}

function rangeStore(db: Keyspace, [target = "", key = "", start = "", stop = "", ...rest]: string[]): Value {
  const options = parseOptions(rest, undefined);
  if (options.withScores) throw syntaxError();
  const locate = locator(start, stop, options);
  const entries = select(zsetOf(db, key) ?? emptyZset, locate, options);
  const data = createSortedSet(entries.map(({ member, score }) => [member, score]));
  if (entries.length === 0) deleteKey(db, target);
  else writeKey(db, target, { type: "zset", data });
  for (const { member } of entries) db.grownBytes += 2 * member.length;
  return entries.length;
}

function count(locate: (min: string, max: string) => Locate): Command {
  return reads(4, (db, [key = "", min = "", max = ""]) => {
    const locateRanks = locate(min, max);
    const [from, to] = locateRanks(zsetOf(db, key) ?? emptyZset);
    return Math.max(0, to - from);
  });
}

function removeRange(locate: (start: string, stop: string) => Locate): Command {
  return shrinks(4, (db, [key = "", start = "", stop = ""]) => {
    const locateRanks = locate(start, stop);
    const zset = zsetOf(db, key);
    if (!zset) return 0;
    const removed = removeRanks(zset, ...locateRanks(zset)).length;
    deleteIfEmpty(db, key);
    return removed;
  });
}

export const sortedSetRangeCommands: CommandTable = {
  ZRANGE: range(),
  ZREVRANGE: range({ reversed: true }),
  ZRANGEBYSCORE: range({ by: "score" }),
  ZREVRANGEBYSCORE: range({ by: "score", reversed: true }),
  ZRANGEBYLEX: range({ by: "member" }),
  ZREVRANGEBYLEX: range({ by: "member", reversed: true }),
  ZRANGESTORE: writes(-5, rangeStore),
  ZCOUNT: count(byScore),
  ZLEXCOUNT: count(byMember),
  ZREMRANGEBYRANK: removeRange(byRank),
  ZREMRANGEBYSCORE: removeRange(byScore),
  ZREMRANGEBYLEX: removeRange(byMember),
};
