import { RedisError } from "../../reply.js";
import { inPairs, reads, shrinks, toSlice, writes, type CommandTable } from "../command.js";
import { parseExpiry } from "../expiry.js";
import {
  deleteKey,
  expiryOf,
  lookupKey,
  readKey,
  rewriteString,
  setExpiry,
  writeKey,
  type Keyspace,
} from "../keyspace.js";
import { toInteger } from "../numbers.js";
import { OK, syntaxError, wrongArity, type Value } from "../value.js";

const STRING_BYTES_MAX = 512 * 1024 * 1024;

const isExpiryOption = (option: string) => /^[PE]X(AT)?$/.test(option);

type SetOptions = { condition?: string; keepTtl: boolean; get: boolean; expiry?: [string, string] };

function parseSetOptions(options: string[]): SetOptions {
  const parsed: SetOptions = { keepTtl: false, get: false };
  for (let at = 0; at < options.length; at++) {
    const option = (options[at] ?? "").toUpperCase();
    const next = options[at + 1];
    if ((option === "NX" || option === "XX") && (parsed.condition ?? option) === option) {
      parsed.condition = option;
    } else if (option === "GET") {
      parsed.get = true;
    } else if (option === "KEEPTTL" && !parsed.expiry) {
      parsed.keepTtl = true;
    } else if (isExpiryOption(option) && next !== undefined && !parsed.expiry && !parsed.keepTtl) {
      parsed.expiry = [option, next];
      at++;
    } else {
      throw syntaxError();
    }
  }
  return parsed;
}

function set(db: Keyspace, [key = "", value = "", ...rest]: string[]): Value {
  const options = parseSetOptions(rest);
  const expiresAtMs = options.expiry && parseExpiry(db, "set", ...options.expiry);
  const previous = options.get ? (readKey(db, key, "string") ?? null) : undefined;
  const exists = lookupKey(db, key) !== undefined;
  if (options.condition && exists !== (options.condition === "XX")) return previous ?? null;
  writeKey(db, key, { type: "string", data: value }, options.keepTtl ? expiryOf(db, key) : expiresAtMs);
  return previous === undefined ? OK : previous;
}

function setWithExpiry(name: string, option: string) {
  return (db: Keyspace, [key = "", time = "", data = ""]: string[]): Value => {
    writeKey(db, key, { type: "string", data }, parseExpiry(db, name, option, time));
    return OK;
  };
}

function getAndExpire(db: Keyspace, [key = "", ...options]: string[]): Value {
  const [option, time] = [options[0]?.toUpperCase(), options[1]];
  const sets = option !== undefined && isExpiryOption(option) && time !== undefined && options.length === 2;
  const persists = option === "PERSIST" && options.length === 1;
  if (options.length > 0 && !sets && !persists) throw syntaxError();
  const value = readKey(db, key, "string");
  if (value === undefined) return null;
  if (sets) setExpiry(db, key, parseExpiry(db, "getex", option, time));
  else if (persists) setExpiry(db, key, undefined);
  return value;
}

function multiSet(name: string, onlyIfNone: boolean) {
  return (db: Keyspace, args: string[]): Value => {
    if (args.length % 2 !== 0) throw wrongArity(name);
    const entries = inPairs(args);
    if (onlyIfNone && entries.some(([key]) => lookupKey(db, key))) return 0;
    for (const [key, data] of entries) writeKey(db, key, { type: "string", data });
    return onlyIfNone ? 1 : OK;
  };
}

function multiGet(db: Keyspace, keys: string[]): Value {
  return keys.map((key) => {
    const stored = lookupKey(db, key);
    return stored?.type === "string" ? stored.data : null;
  });
}

function getAndReplace(db: Keyspace, [key = "", data = ""]: string[]): Value {
  const previous = readKey(db, key, "string") ?? null;
  writeKey(db, key, { type: "string", data });
  return previous;
}

function getAndDelete(db: Keyspace, [key = ""]: string[]): Value {
  const value = readKey(db, key, "string") ?? null;
  deleteKey(db, key);
  return value;
}

function append(db: Keyspace, [key = "", suffix = ""]: string[]): Value {
  const value = (readKey(db, key, "string") ?? "") + suffix;
  checkLength(value.length);
  rewriteString(db, key, value);
  return value.length;
}

function getRange(db: Keyspace, [key = "", startText = "", stopText = ""]: string[]): Value {
  const [start, stop] = [toInteger(startText), toInteger(stopText)];
  const value = readKey(db, key, "string") ?? "";
  // Redis answers nothing when both ends are negative and crossed, though clamping would leave a character.
  if (start < 0 && stop < 0 && start > stop) return "";
  const [from, to] = toSlice(start, Math.max(stop, -value.length), value.length);
  return value.slice(from, to);
}

function setRange(db: Keyspace, [key = "", offsetText = "", patch = ""]: string[]): Value {
  const offset = toInteger(offsetText);
  if (offset < 0) throw new RedisError("ERR offset is out of range");
  const value = readKey(db, key, "string") ?? "";
  if (patch === "") return value.length;
  checkLength(offset + patch.length);
  const patched = value.padEnd(offset, "\0").slice(0, offset) + patch + value.slice(offset + patch.length);
  rewriteString(db, key, patched);
  return patched.length;
}

function checkLength(bytes: number): void {
  if (bytes > STRING_BYTES_MAX) {
    throw new RedisError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  }
}

export const stringCommands: CommandTable = {
  GET: reads(2, (db, [key = ""]) => readKey(db, key, "string") ?? null),
  SET: writes(-3, set),
  SETNX: writes(3, (db, [key = "", data = ""]) => {
    if (lookupKey(db, key)) return 0;
    writeKey(db, key, { type: "string", data });
    return 1;
  }),
  SETEX: writes(4, setWithExpiry("setex", "EX")),
  PSETEX: writes(4, setWithExpiry("psetex", "PX")),
  GETSET: writes(3, getAndReplace),
  GETDEL: shrinks(2, getAndDelete),
  GETEX: shrinks(-2, getAndExpire),
  MGET: reads(-2, multiGet),
  MSET: writes(-3, multiSet("mset", false)),
  MSETNX: writes(-3, multiSet("msetnx", true)),
  APPEND: writes(3, append),
  STRLEN: reads(2, (db, [key = ""]) => (readKey(db, key, "string") ?? "").length),
  GETRANGE: reads(4, getRange),
  SETRANGE: writes(4, setRange),
};
