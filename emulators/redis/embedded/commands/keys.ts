import { RedisError } from "../../reply.js";
import { reads, shrinks, writes, type CommandTable } from "../command.js";
import { parseExpireTime } from "../expiry.js";
import {
  clearKeys,
  deleteKey,
  expiryOf,
  liveKeys,
  lookupKey,
  scanKeys,
  setExpiry,
  writeKey,
  type Keyspace,
} from "../keyspace.js";
import { globMatcher } from "../glob.js";
import { parseScanOptions, toCursor } from "../scan-options.js";
import { OK, syntaxError, wrongArity, type Value } from "../value.js";

const expireConditions = new Set(["NX", "XX", "GT", "LT"]);

function expire(name: string, unit: string) {
  return (db: Keyspace, [key = "", time = "", ...options]: string[]): Value => {
    const conditions = parseExpireConditions(options);
    const atMs = parseExpireTime(db, name, unit, time);
    if (!lookupKey(db, key)) return 0;
    const current = expiryOf(db, key);
    if (conditions.has("NX") && current !== undefined) return 0;
    if (conditions.has("XX") && current === undefined) return 0;
    // No expiry counts as one that never comes.
    if (conditions.has("GT") && atMs <= (current ?? Infinity)) return 0;
    if (conditions.has("LT") && atMs >= (current ?? Infinity)) return 0;
    setExpiry(db, key, atMs);
    return 1;
  };
}

function parseExpireConditions(options: string[]): Set<string> {
  const conditions = new Set(options.map((option) => option.toUpperCase()));
  const unknown = options.find((option) => !expireConditions.has(option.toUpperCase()));
  if (unknown !== undefined) throw new RedisError(`ERR Unsupported option ${unknown}`);
  if (conditions.has("NX") && conditions.size > 1) {
    throw new RedisError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (conditions.has("GT") && conditions.has("LT")) {
    throw new RedisError("ERR GT and LT options at the same time are not compatible");
  }
  return conditions;
}

function timeToLive(unitMs: number, relative: boolean) {
  return (db: Keyspace, [key = ""]: string[]): Value => {
    if (!lookupKey(db, key)) return -2;
    const expiresAtMs = expiryOf(db, key);
    if (expiresAtMs === undefined) return -1;
    const answerMs = relative ? Math.max(0, expiresAtMs - db.nowMs) : expiresAtMs;
    return Math.floor((answerMs + unitMs / 2) / unitMs);
  };
}

function persist(db: Keyspace, [key = ""]: string[]): Value {
  if (expiryOf(db, key) === undefined) return 0;
  setExpiry(db, key, undefined);
  return 1;
}

function rename(onlyIfFree: boolean) {
  return (db: Keyspace, [from = "", to = ""]: string[]): Value => {
    const stored = lookupKey(db, from);
    if (!stored) throw new RedisError("ERR no such key");
    if (onlyIfFree && lookupKey(db, to)) return 0;
    const expiresAtMs = expiryOf(db, from);
    deleteKey(db, from);
    deleteKey(db, to);
    writeKey(db, to, stored, expiresAtMs);
    return onlyIfFree ? 1 : OK;
  };
}

function scan(db: Keyspace, [cursorText = "", ...rest]: string[]): Value {
  const { matches, count, type } = parseScanOptions(rest, { allowType: true });
  const { cursor, keys } = scanKeys(db, toCursor(cursorText), count);
  const wanted = keys.filter((key) => matches(key) && (type === undefined || typeOf(db, key) === type));
  return [String(cursor), wanted];
}

function typeOf(db: Keyspace, key: string): string {
  return lookupKey(db, key)?.type ?? "none";
}

function flush(db: Keyspace, options: string[]): Value {
  if (options.length > 1 || !["ASYNC", "SYNC"].includes((options[0] ?? "SYNC").toUpperCase()))
    throw syntaxError();
  clearKeys(db);
  return OK;
}

const count = (keys: string[], predicate: (key: string) => boolean) => keys.filter(predicate).length;
const remove = shrinks(-2, (db, keys) => count(keys, (key) => deleteKey(db, key)));
const exists = reads(-2, (db, keys) => count(keys, (key) => lookupKey(db, key) !== undefined));

export const keyCommands: CommandTable = {
  DEL: remove,
  UNLINK: remove,
  EXISTS: exists,
  TOUCH: exists,
  TYPE: reads(2, (db, [key = ""]) => ({ ok: typeOf(db, key) })),
  EXPIRE: shrinks(-3, expire("expire", "EX")),
  PEXPIRE: shrinks(-3, expire("pexpire", "PX")),
  EXPIREAT: shrinks(-3, expire("expireat", "EXAT")),
  PEXPIREAT: shrinks(-3, expire("pexpireat", "PXAT")),
  TTL: reads(2, timeToLive(1000, true)),
  PTTL: reads(2, timeToLive(1, true)),
  EXPIRETIME: reads(2, timeToLive(1000, false)),
  PEXPIRETIME: reads(2, timeToLive(1, false)),
  PERSIST: shrinks(2, persist),
  KEYS: reads(2, (db, [pattern = ""]) => liveKeys(db).filter(globMatcher(pattern))),
  SCAN: reads(-2, scan),
  RENAME: writes(3, rename(false)),
  RENAMENX: writes(3, rename(true)),
  RANDOMKEY: reads(1, (db) => {
    const keys = liveKeys(db);
    return keys[Math.floor(Math.random() * keys.length)] ?? null;
  }),
  DBSIZE: reads(1, (db) => db.entries.size),
  FLUSHALL: shrinks(-1, flush),
  FLUSHDB: shrinks(-1, flush),
  PING: reads(-1, (_db, [message, ...rest]) => {
    if (rest.length > 0) throw wrongArity("ping");
    return message ?? { ok: "PONG" };
  }),
  ECHO: reads(2, (_db, [message = ""]) => message),
  TIME: reads(1, () => {
    const microseconds = Math.round((performance.timeOrigin + performance.now()) * 1000);
    return [String(Math.floor(microseconds / 1e6)), String(microseconds % 1e6)];
  }),
};
