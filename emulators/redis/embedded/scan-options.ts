import { RedisError } from "../reply.js";
import { globMatcher } from "./glob.js";
import { toInteger } from "./numbers.js";
import { syntaxError } from "./value.js";

const COUNT_DEFAULT = 10;

export type ScanOptions = { matches: (text: string) => boolean; count: number; type: string | undefined };

export function toCursor(text: string): number {
  if (!/^[0-9]{1,20}$/.test(text)) throw new RedisError("ERR invalid cursor");
  return Number(text);
}

export function parseScanOptions(options: string[], { allowType = false } = {}): ScanOptions {
  const parsed: ScanOptions = { matches: () => true, count: COUNT_DEFAULT, type: undefined };
  for (let at = 0; at < options.length; at += 2) {
    const option = (options[at] ?? "").toUpperCase();
    const value = options[at + 1];
    if (value === undefined) throw syntaxError();
    if (option === "MATCH") parsed.matches = globMatcher(value);
    else if (option === "COUNT") parsed.count = toCount(value);
    else if (option === "TYPE" && allowType) parsed.type = value.toLowerCase();
    else throw syntaxError();
  }
  return parsed;
}

function toCount(text: string): number {
  const count = toInteger(text);
  if (count < 1) throw syntaxError();
  return count;
}
