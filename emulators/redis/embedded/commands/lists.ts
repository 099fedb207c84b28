import { RedisError } from "../../reply.js";
import { reads, shrinks, toSlice, writes, type CommandTable } from "../command.js";
import { deleteIfEmpty, openKey, readKey, type Keyspace } from "../keyspace.js";
import { toCount, toInteger } from "../numbers.js";
import { OK, syntaxError, wrongArity, type Value } from "../value.js";

type Side = "left" | "right";

const listOf = (db: Keyspace, key: string) => readKey(db, key, "list");

function push(side: Side, onlyIfExists = false) {
  return (db: Keyspace, [key = "", ...values]: string[]): Value => {
    if (onlyIfExists && !listOf(db, key)) return 0;
    const list = openKey(db, key, "list", () => []);
    if (side === "left") list.unshift(...values.reverse());
    else list.push(...values);
    return list.length;
  };
}

function take(list: string[], side: Side): string | undefined {
  return side === "left" ? list.shift() : list.pop();
}

function pop(side: Side, name: string) {
  return (db: Keyspace, [key = "", countText, ...rest]: string[]): Value => {
    if (rest.length > 0) throw wrongArity(name);
    const count = countText === undefined ? undefined : toCount(countText);
    const list = listOf(db, key);
    if (!list) return null;
    const taken = count === undefined ? (take(list, side) ?? null) : takeMany(list, side, count);
    deleteIfEmpty(db, key);
    return taken;
  };
}

function takeMany(list: string[], side: Side, count: number): string[] {
  if (side === "left") return list.splice(0, count);
  return list.splice(Math.max(0, list.length - count)).reverse();
}

function range(db: Keyspace, [key = "", start = "", stop = ""]: string[]): Value {
  const ends = [toInteger(start), toInteger(stop)] as const;
  const list = listOf(db, key) ?? [];
  return list.slice(...toSlice(...ends, list.length));
}

function trim(db: Keyspace, [key = "", start = "", stop = ""]: string[]): Value {
  const ends = [toInteger(start), toInteger(stop)] as const;
  const list = listOf(db, key);
  if (!list) return OK;
  const [from, to] = toSlice(...ends, list.length);
  list.splice(to);
  list.splice(0, from);
  deleteIfEmpty(db, key);
  return OK;
}

function index(db: Keyspace, [key = "", at = ""]: string[]): Value {
  const list = listOf(db, key);
  if (!list) return null;
  return list.at(toInteger(at)) ?? null;
}

function setAt(db: Keyspace, [key = "", at = "", value = ""]: string[]): Value {
  const list = listOf(db, key);
  if (!list) throw new RedisError("ERR no such key");
  const position = toInteger(at);
  const actual = position < 0 ? position + list.length : position;
  if (actual < 0 || actual >= list.length) throw new RedisError("ERR index out of range");
  list[actual] = value;
  return OK;
}

function remove(db: Keyspace, [key = "", countText = "", value = ""]: string[]): Value {
  const count = toInteger(countText);
  const list = listOf(db, key);
  if (!list) return 0;
  let left = count === 0 ? Infinity : Math.abs(count);
  const keep = (item: string) => item !== value || left-- <= 0;
  const kept = count < 0 ? list.toReversed().filter(keep).reverse() : list.filter(keep);
  const removed = list.length - kept.length;
  if (removed > 0) {
    list.length = 0;
    for (const item of kept) list.push(item);
  }
  deleteIfEmpty(db, key);
  return removed;
}

function insert(db: Keyspace, [key = "", where = "", pivot = "", value = ""]: string[]): Value {
  const offset = { BEFORE: 0, AFTER: 1 }[where.toUpperCase()];
  if (offset === undefined) throw syntaxError();
  const list = listOf(db, key);
  if (!list) return 0;
  const at = list.indexOf(pivot);
  if (at < 0) return -1;
  list.splice(at + offset, 0, value);
  return list.length;
}

function toSide(text: string): Side {
  const side = text.toUpperCase();
  if (side !== "LEFT" && side !== "RIGHT") throw syntaxError();
  return side === "LEFT" ? "left" : "right";
}

function move(db: Keyspace, from: string, to: string, fromSide: Side, toSideOf: Side): Value {
  const source = listOf(db, from);
  if (!source) return null;
  const target = openKey(db, to, "list", () => []);
  const value = take(source, fromSide) ?? "";
  if (toSideOf === "left") target.unshift(value);
  else target.push(value);
  deleteIfEmpty(db, from);
  return value;
}

export const listCommands: CommandTable = {
  LPUSH: writes(-3, push("left")),
  RPUSH: writes(-3, push("right")),
  LPUSHX: writes(-3, push("left", true)),
  RPUSHX: writes(-3, push("right", true)),
  LPOP: shrinks(-2, pop("left", "lpop")),
  RPOP: shrinks(-2, pop("right", "rpop")),
  LRANGE: reads(4, range),
  LLEN: reads(2, (db, [key = ""]) => listOf(db, key)?.length ?? 0),
  LTRIM: shrinks(4, trim),
  LINDEX: reads(3, index),
  LSET: writes(4, setAt),
  LREM: shrinks(4, remove),
  LINSERT: writes(5, insert),
  LMOVE: writes(5, (db, [from = "", to = "", fromSide = "", target = ""]) =>
    move(db, from, to, toSide(fromSide), toSide(target)),
  ),
  RPOPLPUSH: writes(3, (db, [from = "", to = ""]) => move(db, from, to, "right", "left")),
};
