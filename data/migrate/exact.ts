/**
 * Exact decimals out of whatever a MongoDB app kept its amounts in. A double is read as the shortest decimal that
 * denotes it, which is what its owner saw; it is never rounded unless the mapping says so, and then only dust.
 */
import { Decimal128, Double, Int32, Long } from "bson";
import { divide, powerOfTen } from "../../functions/src/money/amount.js";

/** `digits` × 10^-`decimals`. `double`: the number it came as, where it came as one. */
export type Exact = { readonly digits: bigint; readonly decimals: number; readonly double?: number };

export type ExactProblem = "missing" | "not_a_number" | "not_finite" | "too_many_digits" | "off_scale";
export const isProblem = <Value>(value: Value | ExactProblem): value is ExactProblem =>
  typeof value === "string";

/** What to do with a double that has more decimals than fit: `dust` drops what its own inexactness can explain. */
export type DoubleRule = "refuse" | "dust";

const digitsMax = 38;
const numberPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

export function exactOf(value: unknown): Exact | ExactProblem {
  if (value === undefined || value === null) return "missing";
  if (typeof value === "bigint") return { digits: value, decimals: 0 };
  if (value instanceof Int32) return { digits: BigInt(value.value), decimals: 0 };
  if (value instanceof Long) return { digits: value.toBigInt(), decimals: 0 };
  if (value instanceof Double || typeof value === "number") return exactDouble(Number(value));
  if (value instanceof Decimal128) return exactText(value.toString());
  return typeof value === "string" ? exactText(value.trim()) : "not_a_number";
}

function exactDouble(double: number): Exact | ExactProblem {
  if (!Number.isFinite(double)) return "not_finite";
  const exact = exactText(String(double));
  return isProblem(exact) ? exact : { ...exact, double };
}

function exactText(text: string): Exact | ExactProblem {
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) return "not_finite";
  const [match, sign = "", integer = "", fraction = "", exponent = "0"] = numberPattern.exec(text) ?? [];
  if (match === undefined || integer + fraction === "") return "not_a_number";
  const written = (integer + fraction).replace(/^0+/, "");
  const significant = written.replace(/0+$/, "");
  const decimals = fraction.length - Number(exponent) - (written.length - significant.length);
  if (significant === "") return { digits: 0n, decimals: 0 };
  if (significant.length > digitsMax || Math.abs(decimals) > digitsMax) return "too_many_digits";
  const digits = BigInt(significant) * (decimals < 0 ? powerOfTen(-decimals) : 1n);
  return { digits: sign === "-" ? -digits : digits, decimals: Math.max(0, decimals) };
}

/** The count of 10^-scale, where the decimal fits. */
export function atScale(exact: Exact, scale: number, rule: DoubleRule): bigint | ExactProblem {
  const { digits, decimals, double } = exact;
  if (decimals <= scale) return digits * powerOfTen(scale - decimals);
  if (rule === "refuse" || double === undefined) return "off_scale";
  const magnitude = divide(digits < 0n ? -digits : digits, powerOfTen(decimals - scale), "half_up");
  const rounded = digits < 0n ? -magnitude : magnitude;
  const distance = Math.abs(Number(rounded * powerOfTen(decimals - scale) - digits)) / 10 ** decimals;
  return distance <= dustOf(double) ? rounded : "off_scale";
}

/** What some thousand additions of doubles of this size may have left behind. */
const dustOf = (double: number) => Math.abs(double) * Number.EPSILON * 1_024;
