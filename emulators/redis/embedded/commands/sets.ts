import { reads, shrinks, writes, type CommandTable } from "../command.js";
import { deleteIfEmpty, deleteKey, openKey, readKey, writeKey, type Keyspace } from "../keyspace.js";
import { toCount, toInteger } from "../numbers.js";
import { parseScanOptions, toCursor } from "../scan-options.js";
import { syntaxError, type Value } from "../value.js";

const setOf = (db: Keyspace, key: string) => readKey(db, key, "set");
const openSet = (db: Keyspace, key: string) => openKey(db, key, "set", () => new Set());

function add(db: Keyspace, [key = "", ...members]: string[]): Value {
  const set = openSet(db, key);
  const before = set.size;
  for (const member of members) set.add(member);
  return set.size - before;
}

function remove(db: Keyspace, [key = "", ...members]: string[]): Value {
  const set = setOf(db, key);
  const removed = members.filter((member) => set?.delete(member)).length;
  deleteIfEmpty(db, key);
  return removed;
}

function move(db: Keyspace, [from = "", to = "", member = ""]: string[]): Value {
  const source = setOf(db, from);
  if (!source) return 0;
  setOf(db, to);
  if (!source.has(member)) return 0;
  source.delete(member);
  openSet(db, to).add(member);
  deleteIfEmpty(db, from);
  return 1;
}

function pop(db: Keyspace, [key = "", countText, ...rest]: string[]): Value {
  if (rest.length > 0) throw syntaxError();
  const count = countText === undefined ? 1 : toCount(countText);
  const set = setOf(db, key);
  const chosen = sample([...(set ?? [])], count);
  for (const member of chosen) set?.delete(member);
  deleteIfEmpty(db, key);
  return countText === undefined ? (chosen[0] ?? null) : chosen;
}

function randomMember(db: Keyspace, [key = "", countText]: string[]): Value {
  const members = [...(setOf(db, key) ?? [])];
  const pick = () => members[Math.floor(Math.random() * members.length)] ?? "";
  if (countText === undefined) return members.length === 0 ? null : pick();
  const count = toInteger(countText);
  if (count >= 0) return sample(members, count);
  return members.length === 0 ? [] : Array.from({ length: -count }, pick);
}

/** `count` different items; a partial Fisher–Yates shuffle. */
function sample(items: string[], count: number): string[] {
  for (let at = 0; at < Math.min(count, items.length); at++) {
    const other = at + Math.floor(Math.random() * (items.length - at));
    [items[at], items[other]] = [items[other] ?? "", items[at] ?? ""];
  }
  return items.slice(0, count);
}

type Combine = (sets: Set<string>[]) => Set<string>;

const intersection: Combine = ([first = new Set(), ...others]) =>
  new Set([...first].filter((member) => others.every((set) => set.has(member))));
const difference: Combine = ([first = new Set(), ...others]) =>
  new Set([...first].filter((member) => !others.some((set) => set.has(member))));
const union: Combine = (sets) => new Set(sets.flatMap((set) => [...set]));

function combined(db: Keyspace, keys: string[], combine: Combine): Set<string> {
  return combine(keys.map((key) => setOf(db, key) ?? new Set()));
}

function answer(combine: Combine) {
  return reads(-2, (db, keys) => [...combined(db, keys, combine)]);
}

function store(combine: Combine) {
  return writes(-3, (db, [target = "", ...keys]) => {
    const data = combined(db, keys, combine);
    if (data.size === 0) deleteKey(db, target);
    else writeKey(db, target, { type: "set", data });
    for (const member of data) db.grownBytes += member.length;
    return data.size;
  });
}

function scan(db: Keyspace, [key = "", cursor = "", ...options]: string[]): Value {
  toCursor(cursor);
  const set = setOf(db, key);
  if (!set) return ["0", []];
  const { matches } = parseScanOptions(options);
  return ["0", [...set].filter(matches)];
}

export const setCommands: CommandTable = {
  SADD: writes(-3, add),
  SREM: shrinks(-3, remove),
  SMOVE: writes(4, move),
  SPOP: shrinks(-2, pop),
  SRANDMEMBER: reads(-2, randomMember),
  SISMEMBER: reads(3, (db, [key = "", member = ""]) => (setOf(db, key)?.has(member) ? 1 : 0)),
  SMISMEMBER: reads(-3, (db, [key = "", ...members]) => {
    const set = setOf(db, key);
    return members.map((member) => (set?.has(member) ? 1 : 0));
  }),
  SMEMBERS: reads(2, (db, [key = ""]) => [...(setOf(db, key) ?? [])]),
  SCARD: reads(2, (db, [key = ""]) => setOf(db, key)?.size ?? 0),
  SINTER: answer(intersection),
  SDIFF: answer(difference),
  SUNION: answer(union),
  SINTERSTORE: store(intersection),
  SDIFFSTORE: store(difference),
  SUNIONSTORE: store(union),
  SSCAN: reads(-3, scan),
};
