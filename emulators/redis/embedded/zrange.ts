import { RedisError } from "../reply.js";
import { toSlice } from "./command.js";
import { formatDouble, toDouble, toInteger } from "./numbers.js";
import { firstRank, type Scored, type SortedSet } from "./sorted-set.js";
import type { Value } from "./value.js";

/** Ranks `[from, to)` in ascending order. */
export type RankRange = readonly [from: number, to: number];
export type Locate = (zset: SortedSet) => RankRange;

export function withScores(entries: readonly Scored[], shown: boolean): Value[] {
  return entries.flatMap(({ member, score }) => (shown ? [member, formatDouble(score)] : [member]));
}

export function byRank(start: string, stop: string, reversed = false): Locate {
  const ends = [toInteger(start), toInteger(stop)] as const;
  return ({ ordered: { length } }) => {
    const [from, to] = toSlice(...ends, length);
    return reversed ? [length - to, length - from] : [from, to];
  };
}

export function byScore(min: string, max: string): Locate {
  const low = scoreBound(min);
  const high = scoreBound(max);
  return (zset) => [
    firstRank(zset, ({ score }) => score < low.at || (low.exclusive && score === low.at)),
    firstRank(zset, ({ score }) => score < high.at || (!high.exclusive && score === high.at)),
  ];
}

function scoreBound(text: string): { at: number; exclusive: boolean } {
  const exclusive = text.startsWith("(");
  const invalid = () => new RedisError("ERR min or max is not a float");
  const number = exclusive ? text.slice(1) : text;
  // C reads no digits as zero, and Redis lets it pass here.
  return { at: number === "" ? 0 : toDouble(number, invalid), exclusive };
}

/** Bounds `[a`, `(a`, `-` and `+`; as in Redis, meaningful only when all scores are equal. */
export function byMember(min: string, max: string): Locate {
  const isBelow = memberBound(min, true);
  const isWithin = memberBound(max, false);
  return (zset) => [
    firstRank(zset, ({ member }) => isBelow(member)),
    firstRank(zset, ({ member }) => isWithin(member)),
  ];
}

/** Whether a member lies before the bound; the lower bound itself counts as behind it when inclusive. */
function memberBound(text: string, isLower: boolean): (member: string) => boolean {
  if (text === "-") return () => false;
  if (text === "+") return () => true;
  const kind = text.charAt(0);
  if (kind !== "[" && kind !== "(") throw new RedisError("ERR min or max not valid string range item");
  const at = text.slice(1);
  const includesEqual = (kind === "(") === isLower;
  return (member) => member < at || (includesEqual && member === at);
}
