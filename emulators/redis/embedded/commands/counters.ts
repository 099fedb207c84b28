import { RedisError } from "../../reply.js";
import { writes, type CommandTable } from "../command.js";
import { readKey, rewriteString, type Keyspace } from "../keyspace.js";
import { addLongDoubles, isLongDouble } from "../long-double.js";
import { fitsInt64, toInt64 } from "../numbers.js";
import { notFloat, type Value } from "../value.js";

function addInteger(db: Keyspace, key: string, by: bigint): Value {
  const sum = toInt64(readKey(db, key, "string") ?? "0") + by;
  if (!fitsInt64(sum)) throw new RedisError("ERR increment or decrement would overflow");
  rewriteString(db, key, String(sum));
  return Number(sum);
}

function decrementBy(db: Keyspace, [key = "", by = ""]: string[]): Value {
  const amount = toInt64(by);
  if (!fitsInt64(-amount)) throw new RedisError("ERR decrement would overflow");
  return addInteger(db, key, -amount);
}

function addFloat(db: Keyspace, [key = "", by = ""]: string[]): Value {
  const value = readKey(db, key, "string") ?? "0";
  if (!isLongDouble(value) || !isLongDouble(by)) throw notFloat();
  const sum = addLongDoubles(value, by);
  if (sum === undefined) throw new RedisError("ERR increment would produce NaN or Infinity");
  rewriteString(db, key, sum);
  return sum;
}

export const counterCommands: CommandTable = {
  INCR: writes(2, (db, [key = ""]) => addInteger(db, key, 1n)),
  DECR: writes(2, (db, [key = ""]) => addInteger(db, key, -1n)),
  INCRBY: writes(3, (db, [key = "", by = ""]) => {
    const amount = toInt64(by);
    return addInteger(db, key, amount);
  }),
  DECRBY: writes(3, decrementBy),
  INCRBYFLOAT: writes(3, addFloat),
};
