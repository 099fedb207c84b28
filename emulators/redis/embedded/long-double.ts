// INCRBYFLOAT and HINCRBYFLOAT add in x86 long doubles (64 bits of mantissa) and print 17 decimals. Doubles
// would answer 0.30000000000000004 for 0.1 + 0.2, where Redis answers 0.3.

const MANTISSA_BITS = 64;
const MAX_EXPONENT = 4000;

/** An exact fraction `numerator / denominator`, the denominator positive. */
type Fraction = { numerator: bigint; denominator: bigint };

const shape = /^([+-]?)([0-9]*)\.?([0-9]*)(?:e([+-]?[0-9]+))?$/i;

/** The sum as Redis prints it; undefined when a text is no finite number, or when the sum is out of range. */
export function addLongDoubles(left: string, right: string): string | undefined {
  const a = parse(left);
  const b = parse(right);
  if (!a || !b) return undefined;
  const sum = {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
  return format(round(sum));
}

export function isLongDouble(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): Fraction | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText) - fraction.length;
  if (whole + fraction === "" || Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = 10n ** BigInt(Math.abs(exponent));
  return round(
    exponent >= 0
      ? { numerator: digits * scale, denominator: 1n }
      : { numerator: digits, denominator: scale },
  );
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** To the nearest 64-bit mantissa, ties to even. */
function round({ numerator, denominator }: Fraction): Fraction {
  if (numerator === 0n) return { numerator, denominator: 1n };
  const magnitude = numerator < 0n ? -numerator : numerator;
  let shift = MANTISSA_BITS - (bitLength(magnitude) - bitLength(denominator));
  const scaled = (by: number): [bigint, bigint] =>
    by >= 0 ? [magnitude << BigInt(by), denominator] : [magnitude, denominator << BigInt(-by)];
  let [top, bottom] = scaled(shift);
  if (bitLength(top / bottom) > MANTISSA_BITS) [top, bottom] = scaled(--shift);
  const mantissa = divideToEven(top, bottom) * (numerator < 0n ? -1n : 1n);
  return shift >= 0
    ? { numerator: mantissa, denominator: 1n << BigInt(shift) }
    : { numerator: mantissa << BigInt(-shift), denominator: 1n };
}

function divideToEven(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

function format({ numerator, denominator }: Fraction): string {
  const negative = numerator < 0n;
  const units = divideToEven((negative ? -numerator : numerator) * 10n ** 17n, denominator);
  const digits = units.toString().padStart(18, "0");
  const text = `${digits.slice(0, -17)}.${digits.slice(-17)}`.replace(/\.?0+$/, "");
  return negative && text !== "0" ? `-${text}` : text;
}
