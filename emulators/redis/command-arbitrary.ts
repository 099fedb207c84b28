import fc, { type Arbitrary } from "fast-check";

// Few names and small values, so that commands meet on the same keys, also on keys of another type.
const key = fc.constantFrom("a", "b", "c");
const member = fc.constantFrom("x", "y", "z", "é", "");
const text = fc.constantFrom("", "v", "10", "-3", "3.5", "9223372036854775807", "OK", "héllo", "\0");
const integer = fc.constantFrom("0", "1", "-1", "2", "5", "-100", "100");
const number = fc.oneof(
  { weight: 8, arbitrary: integer },
  { weight: 1, arbitrary: fc.constantFrom("abc", "1.5", "", "9223372036854775807", "+1", "007") },
);
// Quarters, which both print alike: from 7.2 on Redis prints the shortest text of a double, 7.0 prints 17
// digits.
const score = fc.constantFrom("0", "1", "-1", "2.5", "0.25", "inf", "-inf", "(1", "nope", "1e3");
const bound = fc.constantFrom("-inf", "+inf", "0", "1", "(1", "(-1", "2.5", "nope");
const lexBound = fc.constantFrom("-", "+", "[x", "(x", "[y", "(z", "y");
const keyword = (...words: string[]) => fc.constantFrom(...words);

type Part = string | Arbitrary<string> | Arbitrary<string[]>;

function command(...parts: Part[]): Arbitrary<string[]> {
  const arbitraries = parts.map((part) => (typeof part === "string" ? fc.constant(part) : part));
  return fc.tuple(...arbitraries).map((values) => values.flat());
}

const some = (arbitrary: Arbitrary<string>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 });
const maybe = (...parts: Part[]) => fc.oneof(fc.constant([] as string[]), command(...parts));
const several = (...words: string[]) => fc.subarray(words).chain((chosen) => fc.shuffledSubarray(chosen));
const pairsOf = (left: Arbitrary<string>, right: Arbitrary<string>) =>
  fc.array(fc.tuple(left, right), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat());

const future = fc.constantFrom("1000", "100000", "0", "-1", "abc");
const expiry = fc.oneof(
  command(keyword("EX", "px", "PX"), future),
  command("EXAT", fc.constant("99999999999")),
);

const strings = [
  command("SET", key, text),
  command(
    "SET",
    key,
    text,
    several("NX", "xx", "GET", "KEEPTTL"),
    fc.oneof(fc.constant([] as string[]), expiry),
  ),
  command(keyword("GET", "get", "STRLEN", "GETDEL"), key),
  command(keyword("GETSET", "SETNX", "APPEND"), key, text),
  command(keyword("SETEX", "PSETEX"), key, future, text),
  command("GETEX", key, fc.oneof(expiry, maybe(keyword("PERSIST", "nope")))),
  command("MGET", some(key)),
  command(keyword("MSET", "MSETNX"), pairsOf(key, text)),
  command("GETRANGE", key, number, number),
  command("SETRANGE", key, keyword("0", "1", "5", "-1", "x"), text),
  command(keyword("INCR", "DECR"), key),
  command(keyword("INCRBY", "DECRBY"), key, number),
];

const keys = [
  command(keyword("DEL", "UNLINK", "EXISTS", "TOUCH"), some(key)),
  command(keyword("TYPE", "TTL", "PTTL", "PERSIST"), key),
  command(
    keyword("EXPIRE", "PEXPIRE"),
    key,
    keyword("100000", "200000", "-1", "0", "abc"),
    several("NX", "XX", "GT", "LT"),
  ),
  command(keyword("EXPIREAT", "PEXPIREAT"), key, keyword("99999999999999", "1", "x"), maybe("nope")),
  command(keyword("RENAME", "RENAMENX"), key, key),
  command("KEYS", keyword("*", "a", "[ab]", "?")),
  command("DBSIZE"),
  command(keyword("PING", "ECHO", "FLUSHALL"), maybe(text)),
];

const hashes = [
  command(keyword("HSET", "HMSET"), key, pairsOf(member, text)),
  command("HSETNX", key, member, text),
  command(keyword("HGET", "HEXISTS", "HSTRLEN"), key, member),
  command(keyword("HMGET", "HDEL"), key, some(member)),
  command(keyword("HGETALL", "HLEN", "HKEYS", "HVALS"), key),
  command("HINCRBY", key, member, number),
  command("HSCAN", key, "0", maybe("MATCH", keyword("x*", "*"))),
];

const sets = [
  command(keyword("SADD", "SREM", "SMISMEMBER"), key, some(member)),
  command("SISMEMBER", key, member),
  command(keyword("SMEMBERS", "SCARD"), key),
  command("SMOVE", key, key, member),
  command(keyword("SINTER", "SUNION", "SDIFF"), some(key)),
  command(keyword("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), key, some(key)),
  command("SSCAN", key, keyword("0", "x"), maybe("COUNT", keyword("5", "0", "x"))),
];

// Ranges by member mean something only where all scores are equal: this key belongs to these commands.
const lexKey = fc.constant("lex");
const limit = maybe("LIMIT", number, number);
const sortedSets = [
  command("ZADD", key, several("NX", "XX", "GT", "LT", "CH"), pairsOf(score, member)),
  command("ZADD", key, pairsOf(score, member)),
  command("ZADD", key, several("NX", "XX", "GT"), "INCR", score, member),
  command("ZINCRBY", key, score, member),
  command(keyword("ZREM", "ZMSCORE"), key, some(member)),
  command(keyword("ZSCORE", "ZRANK", "ZREVRANK"), key, member),
  command("ZCARD", key),
  command(keyword("ZRANGE", "ZREVRANGE"), key, number, number, maybe("WITHSCORES")),
  command("ZRANGE", key, bound, bound, "BYSCORE", several("REV", "WITHSCORES"), limit),
  command(
    "ZRANGE",
    key,
    fc.oneof(number, bound),
    number,
    several("REV", "BYSCORE", "BYLEX", "WITHSCORES"),
    limit,
  ),
  command("ZADD", lexKey, pairsOf(fc.constant("0"), member)),
  command("ZRANGE", lexKey, lexBound, lexBound, "BYLEX", maybe("REV"), limit),
  command(keyword("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), key, bound, bound, maybe("WITHSCORES"), limit),
  command(keyword("ZCOUNT", "ZREMRANGEBYSCORE"), key, bound, bound),
  command(keyword("ZLEXCOUNT", "ZREMRANGEBYLEX"), lexKey, lexBound, lexBound),
  command("ZREMRANGEBYRANK", key, number, number),
  command(keyword("ZPOPMIN", "ZPOPMAX"), key, maybe(keyword("0", "1", "2", "5"))),
  command("ZRANGESTORE", key, key, number, number, maybe("REV")),
  command(keyword("ZUNION", "ZINTER"), "2", key, key, maybe("WEIGHTS", "2", "0.5"), maybe("WITHSCORES")),
  command(
    keyword("ZUNIONSTORE", "ZINTERSTORE"),
    key,
    "2",
    key,
    key,
    maybe("AGGREGATE", keyword("MIN", "max", "SUM", "x")),
  ),
  command("ZSCAN", key, "0"),
];

const lists = [
  command(keyword("LPUSH", "RPUSH", "LPUSHX", "RPUSHX"), key, some(text)),
  command(keyword("LPOP", "RPOP"), key, maybe(number)),
  command(keyword("LRANGE", "LTRIM"), key, number, number),
  command("LLEN", key),
  command("LINDEX", key, number),
  command("LSET", key, number, text),
  command("LREM", key, number, text),
  command("LINSERT", key, keyword("BEFORE", "after", "x"), text, text),
  command("LMOVE", key, key, keyword("LEFT", "right", "x"), keyword("LEFT", "RIGHT")),
  command("RPOPLPUSH", key, key),
];

const wellFormed = fc.oneof(...strings, ...keys, ...hashes, ...sets, ...sortedSets, ...lists);

/** A command that means something, or now and then one with an argument lost or one too many. */
export const commandArbitrary: Arbitrary<string[]> = fc.oneof(
  { weight: 20, arbitrary: wellFormed },
  { weight: 1, arbitrary: wellFormed.map((args) => (args.length > 1 ? args.slice(0, -1) : args)) },
  { weight: 1, arbitrary: fc.tuple(wellFormed, member).map(([args, extra]) => [...args, extra]) },
);
