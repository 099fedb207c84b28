import { RedisError } from "../reply.js";

/** A status reply such as `OK`, kept apart from a bulk string because Lua sees `{ok = "OK"}`. */
export type Status = { readonly ok: string };
export type Value = number | null | string | Status | RedisError | Value[];

export const OK: Status = { ok: "OK" };

export const wrongType = () =>
  new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
export const syntaxError = () => new RedisError("ERR syntax error");
export const notInteger = () => new RedisError("ERR value is not an integer or out of range");
export const notFloat = () => new RedisError("ERR value is not a valid float");
export const wrongArity = (name: string) =>
  new RedisError(`ERR wrong number of arguments for '${name}' command`);

export function isStatus(value: Value): value is Status {
  return typeof value === "object" && value !== null && "ok" in value;
}

/** `[[a, 1], [b, 2]]` as `[a, 1, b, 2]`: how Redis answers pairs in RESP2. */
export function pairs(entries: Iterable<[string, string]>): string[] {
  return [...entries].flat();
}
