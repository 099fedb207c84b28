import { RedisError } from "../../reply.js";
import { inPairs, reads, shrinks, writes, type CommandTable } from "../command.js";
import { deleteIfEmpty, openKey, readKey, type Keyspace } from "../keyspace.js";
import { addLongDoubles, isLongDouble } from "../long-double.js";
import { fitsInt64, toInt64, toInteger, tryInt64 } from "../numbers.js";
import { parseScanOptions, toCursor } from "../scan-options.js";
import { OK, notFloat, pairs, syntaxError, wrongArity, type Value } from "../value.js";

const hashOf = (db: Keyspace, key: string) => readKey(db, key, "hash");
const openHash = (db: Keyspace, key: string) => openKey(db, key, "hash", () => new Map());

function setFields(name: string, answer: (added: number) => Value) {
  return (db: Keyspace, [key = "", ...rest]: string[]): Value => {
    if (rest.length % 2 !== 0) throw wrongArity(name);
    const hash = openHash(db, key);
    const before = hash.size;
    for (const [field, value] of inPairs(rest)) hash.set(field, value);
    return answer(hash.size - before);
  };
}

function setIfNone(db: Keyspace, [key = "", field = "", value = ""]: string[]): Value {
  const hash = openHash(db, key);
  if (hash.has(field)) return 0;
  hash.set(field, value);
  return 1;
}

function deleteFields(db: Keyspace, [key = "", ...fields]: string[]): Value {
  const hash = hashOf(db, key);
  const removed = fields.filter((field) => hash?.delete(field)).length;
  deleteIfEmpty(db, key);
  return removed;
}

function addInteger(db: Keyspace, [key = "", field = "", by = ""]: string[]): Value {
  const amount = toInt64(by);
  const current = tryInt64(hashOf(db, key)?.get(field) ?? "0");
  if (current === undefined) throw new RedisError("ERR hash value is not an integer");
  if (!fitsInt64(current + amount)) throw new RedisError("ERR increment or decrement would overflow");
  openHash(db, key).set(field, String(current + amount));
  return Number(current + amount);
}

function addFloat(db: Keyspace, [key = "", field = "", by = ""]: string[]): Value {
  if (!isLongDouble(by)) throw notFloat();
  const current = hashOf(db, key)?.get(field) ?? "0";
  if (!isLongDouble(current)) throw new RedisError("ERR hash value is not a float");
  const sum = addLongDoubles(current, by);
  if (sum === undefined) throw new RedisError("ERR increment would produce NaN or Infinity");
  openHash(db, key).set(field, sum);
  return sum;
}

// One answer holds the whole hash: COUNT is a hint, and a hash fits in memory anyway.
function scan(db: Keyspace, [key = "", cursor = "", ...options]: string[]): Value {
  toCursor(cursor);
  const hash = hashOf(db, key);
  if (!hash) return ["0", []];
  const { matches } = parseScanOptions(options);
  return ["0", pairs([...hash].filter(([field]) => matches(field)))];
}

function randomFields(db: Keyspace, [key = "", countText, withValues]: string[]): Value {
  const count = countText === undefined ? undefined : toInteger(countText);
  if (withValues !== undefined && withValues.toUpperCase() !== "WITHVALUES") throw syntaxError();
  const entries = [...(hashOf(db, key) ?? [])];
  const pick = () => entries[Math.floor(Math.random() * entries.length)] ?? ["", ""];
  if (count === undefined) return entries.length === 0 ? null : (pick()[0] ?? null);
  if (entries.length === 0) return [];
  const chosen = count < 0 ? Array.from({ length: -count }, pick) : shuffle(entries).slice(0, count);
  return chosen.flatMap(([field = "", value = ""]) => (withValues === undefined ? [field] : [field, value]));
}

function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export const hashCommands: CommandTable = {
  HSET: writes(
    -4,
    setFields("hset", (added) => added),
  ),
  HMSET: writes(
    -4,
    setFields("hmset", () => OK),
  ),
  HSETNX: writes(4, setIfNone),
  HGET: reads(3, (db, [key = "", field = ""]) => hashOf(db, key)?.get(field) ?? null),
  HMGET: reads(-3, (db, [key = "", ...fields]) => {
    const hash = hashOf(db, key);
    return fields.map((field) => hash?.get(field) ?? null);
  }),
  HGETALL: reads(2, (db, [key = ""]) => pairs(hashOf(db, key) ?? [])),
  HDEL: shrinks(-3, deleteFields),
  HINCRBY: writes(4, addInteger),
  HINCRBYFLOAT: writes(4, addFloat),
  HLEN: reads(2, (db, [key = ""]) => hashOf(db, key)?.size ?? 0),
  HEXISTS: reads(3, (db, [key = "", field = ""]) => (hashOf(db, key)?.has(field) ? 1 : 0)),
  HKEYS: reads(2, (db, [key = ""]) => [...(hashOf(db, key)?.keys() ?? [])]),
  HVALS: reads(2, (db, [key = ""]) => [...(hashOf(db, key)?.values() ?? [])]),
  HSTRLEN: reads(3, (db, [key = "", field = ""]) => (hashOf(db, key)?.get(field) ?? "").length),
  HSCAN: reads(-3, scan),
  HRANDFIELD: reads(-2, randomFields),
};
