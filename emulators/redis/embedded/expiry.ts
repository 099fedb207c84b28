import { RedisError } from "../reply.js";
import type { Keyspace } from "./keyspace.js";
import { fitsInt64, toInt64 } from "./numbers.js";

const absolute = new Set(["EXAT", "PXAT"]);
const inSeconds = new Set(["EX", "EXAT"]);

/** The moment that `EX 10`, `PX 10`, `EXAT …` or `PXAT …` mean; `command` is named in the error. */
export function parseExpiry(db: Keyspace, command: string, option: string, text: string): number {
  const atMs = momentOf(db, option, toInt64(text));
  if (BigInt(text) <= 0n || atMs === undefined) throw invalidExpiry(command);
  return atMs;
}

/** As Redis' EXPIRE: any integer is a time, past ones too; only an overflow is an error. */
export function parseExpireTime(db: Keyspace, command: string, option: string, text: string): number {
  const atMs = momentOf(db, option, toInt64(text));
  if (atMs === undefined) throw invalidExpiry(command);
  return atMs;
}

function momentOf(db: Keyspace, option: string, amount: bigint): number | undefined {
  const milliseconds = inSeconds.has(option) ? amount * 1000n : amount;
  const atMs = absolute.has(option) ? milliseconds : milliseconds + BigInt(db.nowMs);
  return fitsInt64(milliseconds) && fitsInt64(atMs) ? Number(atMs) : undefined;
}

function invalidExpiry(command: string): RedisError {
  return new RedisError(`ERR invalid expire time in '${command}' command`);
}
