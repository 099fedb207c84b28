import { RedisError } from "../reply.js";
import { notFloat, notInteger } from "./value.js";

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const strictInteger = /^(0|-?[1-9][0-9]{0,18})$/;
const decimal = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

export const fitsInt64 = (value: bigint) => value >= INT64_MIN && value <= INT64_MAX;

/** Redis reads integers strictly: no sign `+`, no leading zero, no space. */
export function tryInt64(text: string): bigint | undefined {
  if (!strictInteger.test(text)) return undefined;
  const value = BigInt(text);
  return fitsInt64(value) ? value : undefined;
}

export function toInt64(text: string): bigint {
  const value = tryInt64(text);
  if (value === undefined) throw notInteger();
  return value;
}

/** For counts, positions and times, where a double's 53 bits are enough. */
export function toInteger(text: string): number {
  return Number(toInt64(text));
}

/** How many to pop: 0 or more. */
export function toCount(text: string): number {
  const count = tryInt64(text);
  if (count === undefined || count < 0n) throw new RedisError("ERR value is out of range, must be positive");
  return Number(count);
}

function tryDouble(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const infinity = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinity) return infinity[1] === "-" ? -Infinity : Infinity;
  return undefined;
}

export function toDouble(text: string, invalid: () => Error = notFloat): number {
  const value = tryDouble(text);
  if (value === undefined) throw invalid();
  return value;
}

/** The shortest text that reads back as the same double, as Redis prints scores from 7.2 on. */
export function formatDouble(value: number): string {
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** C's `%.17g`, which Redis uses for a number that a script passes to a command. */
export function formatG17(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : formatDouble(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", exponentText = "0"] = value.toExponential(16).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 17) {
    const sign = exponent < 0 ? "-" : "+";
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trimZeros(value.toFixed(Math.min(100, 16 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
