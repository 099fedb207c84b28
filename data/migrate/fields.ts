/** Reads values out of a source's documents, along the paths of a mapping. */
import type { Document } from "bson";
import { Double, Int32, Long } from "bson";
import { atScale, exactOf, isProblem, type Exact, type ExactProblem } from "./exact.js";
import type { AmountsMapping, FieldPath } from "./mapping.js";
import { settlementScale } from "../../functions/src/money/asset.js";

/** A document is not taken over, and why: `reason` is what the report counts by. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly reason: string,
    detail: string,
  ) {
    super(detail);
  }
}

export function valueAt(document: unknown, paths: FieldPath): unknown {
  for (const path of paths === null ? [] : [paths].flat()) {
    const value = path.split(".").reduce(step, document);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function step(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Document)[name] as unknown;
}

export function textAt(document: unknown, paths: FieldPath): string | undefined {
  const value = valueAt(document, paths);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Whether something is so: true, 1, "true" or "yes". */
export function flagAt(document: unknown, paths: FieldPath): boolean | undefined {
  const value = valueAt(document, paths);
  if (typeof value === "boolean") return value;
  if (isNumber(value)) return Number(value) !== 0;
  if (typeof value !== "string") return undefined;
  const word = value.trim().toLowerCase();
  if (["true", "yes", "1"].includes(word)) return true;
  return ["false", "no", "0"].includes(word) ? false : undefined;
}

const isNumber = (value: unknown): value is number | Int32 | Long | Double =>
  typeof value === "number" || value instanceof Int32 || value instanceof Long || value instanceof Double;

const firstMs = Date.parse("0001-01-01T00:00:00.000Z");
const lastMs = Date.parse("9999-12-31T23:59:59.999Z");

/** A date, an ISO text, or milliseconds since 1970. */
export function momentAt(document: unknown, paths: FieldPath): number | undefined {
  const value = valueAt(document, paths);
  const ms =
    value instanceof Date
      ? value.getTime()
      : typeof value === "string"
        ? Date.parse(value)
        : isNumber(value)
          ? Number(value)
          : NaN;
  return Number.isInteger(ms) && ms >= firstMs && ms <= lastMs ? ms : undefined;
}

/** Our word for the source's. @returns undefined where there is none for it, null where it says nothing */
export function wordAt<Name extends string>(
  document: unknown,
  paths: FieldPath,
  words: Partial<Record<Name, string[]>>,
): Name | undefined | null {
  const value = valueAt(document, paths);
  if (value === undefined) return null;
  if (typeof value !== "string" && typeof value !== "boolean") return undefined;
  return nameFor(String(value), words);
}

export function nameFor<Name extends string>(
  word: string,
  words: Partial<Record<Name, string[]>>,
): Name | undefined {
  const wanted = word.trim().toLowerCase();
  const names = Object.keys(words) as Name[];
  return names.find((name) => words[name]?.includes(wanted));
}

/** Reads amounts by the rules of a mapping, and refuses what is not one. */
export function amountReader({ doubles, money }: AmountsMapping) {
  const exact = (document: unknown, what: string, paths: FieldPath): Exact | null => {
    const value = exactOf(valueAt(document, paths));
    if (value === "missing") return null;
    if (isProblem(value)) throw problem(what, value);
    return value;
  };
  const fitted = (value: Exact, what: string, scale: number): bigint => {
    const amount = atScale(value, scale, doubles);
    if (isProblem(amount)) throw problem(what, amount, ` of ${scale} decimals`);
    return amount;
  };
  return {
    exact,
    fitted,
    /** A count of 10^-scale; null where there is none. */
    scaled(document: unknown, what: string, paths: FieldPath, scale: number): bigint | null {
      const value = exact(document, what, paths);
      return value && fitted(value, what, scale);
    },
    /** Cents; null where there is none. */
    money(document: unknown, what: string, paths: FieldPath): bigint | null {
      const value = exact(document, what, paths);
      return value && fitted(value, what, money === "cents" ? 0 : settlementScale);
    },
  };
}
export type AmountReader = ReturnType<typeof amountReader>;

const problem = (what: string, kind: ExactProblem, more = "") =>
  new Refusal(`${what}_${kind}`, `its ${what} is ${kind.replaceAll("_", " ")}${more}`);
