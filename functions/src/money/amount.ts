/**
 * Exact amounts. An amount is an integer count of an asset's smallest unit (`bigint`) in code and a decimal
 * string on the wire and in documents; the scale (number of decimals) belongs to the asset, never to the amount.
 */

/** Longest decimal string that is read at all: 20 integer digits, a point and 18 decimals fit. */
export const decimalLengthMax = 40;
const integerDigitsMax = 20;

export type DecimalProblem =
  "not_a_string" | "not_a_decimal" | "sign_not_allowed" | "too_many_digits" | "too_many_decimals";

/** Plain digits with an optional fraction: no sign, exponent, spaces, leading zeros or bare points. */
const decimalPattern = /^(0|[1-9]\d*)(?:\.(\d+))?$/;

/**
 * Reads a non-negative decimal string.
 * @param text what the client sent
 * @param scale decimals that the asset allows
 * @returns the count of smallest units, or the reason why it is not an amount
 */
export function parseDecimal(text: unknown, scale: number): bigint | DecimalProblem {
  if (typeof text !== "string") return "not_a_string";
  if (text.length > decimalLengthMax) return "too_many_digits";
  const match = decimalPattern.exec(text);
  if (!match) return /^[+-]\d/.test(text) ? "sign_not_allowed" : "not_a_decimal";
  const [, integer = "", fraction = ""] = match;
  if (integer.length > integerDigitsMax) return "too_many_digits";
  if (fraction.length > scale) return "too_many_decimals";
  return BigInt(integer + fraction.padEnd(scale, "0"));
}

/**
 * Reads a decimal string that the system wrote itself, with sign and however long: sums outgrow what a client may
 * send, and an account that could not be read again would be lost.
 * @throws RangeError on anything else: a stored amount that cannot be read must stop the reader.
 */
export function readDecimal(text: string, scale: number): bigint {
  const negative = text.startsWith("-");
  const [match, integer = "", fraction = ""] = decimalPattern.exec(negative ? text.slice(1) : text) ?? [];
  if (match === undefined) throw new RangeError(`stored amount "${text}" is no decimal`);
  if (fraction.length > scale)
    throw new RangeError(`stored amount "${text}" has more than ${scale} decimals`);
  const amount = BigInt(integer + fraction.padEnd(scale, "0"));
  return negative ? -amount : amount;
}

/** Writes every decimal of the scale: 125000n at scale 2 is "1250.00". For money and prices. */
export function formatFixed(amount: bigint, scale: number): string {
  const negative = amount < 0n;
  const digits = (negative ? -amount : amount).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return negative ? `-${text}` : text;
}

/** Writes no trailing zeros: 5000000n at scale 8 is "0.05". For quantities. */
export function formatShortest(amount: bigint, scale: number): string {
  const text = formatFixed(amount, scale);
  return scale === 0 ? text : text.replace(/\.?0+$/, "");
}

/** How a division rounds. Every division in the system names one of these. */
export type Rounding = "up" | "down" | "half_up";

/** Divides non-negative integers. `up` is away from zero, `down` towards it, `half_up` takes the half away from zero. */
export function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (divisor <= 0n || dividend < 0n)
    throw new RangeError("divide takes a non-negative dividend, positive divisor");
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  switch (rounding) {
    case "down":
      return quotient;
    case "up":
      return remainder === 0n ? quotient : quotient + 1n;
    case "half_up":
      return remainder * 2n >= divisor ? quotient + 1n : quotient;
  }
}

const powers: bigint[] = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));

/** 10 to the given exponent (0 to 39), from a table: it stands on the hot path. */
export function powerOfTen(exponent: number): bigint {
  const power = powers[exponent];
  if (power === undefined) throw new RangeError(`no power of ten for exponent ${exponent}`);
  return power;
}
