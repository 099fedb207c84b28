/** Amounts and ids as zod schemas: what every contract is made of. */
import { z } from "zod";
import { parseDecimal, type DecimalProblem } from "./amount.js";

const problemTexts: Record<DecimalProblem, string> = {
  not_a_string: 'must be a decimal string, like "12.50"',
  not_a_decimal: 'must be a plain decimal, like "12.50"',
  sign_not_allowed: "must carry no sign",
  too_many_digits: "has too many digits",
  too_many_decimals: "has more decimals than allowed",
};

/**
 * A positive decimal string with at most `scale` decimals. The value stays a string: contracts are shared with
 * clients, and only code that knows the asset turns it into an amount.
 */
export function positiveDecimal(scale: number) {
  return z.string({ error: problemTexts.not_a_string }).superRefine((text, context) => {
    const amount = parseDecimal(text, scale);
    if (typeof amount !== "bigint") context.addIssue({ code: "custom", message: problemTexts[amount] });
    else if (amount === 0n) context.addIssue({ code: "custom", message: "must be more than zero" });
  });
}

/** The most decimals that any asset's quantity may have. The asset's own scale is checked where it is known. */
export const quantityScaleMax = 18;
/** The most decimals that any asset's price may have. */
export const priceScaleMax = 12;

/** An amount of USD: at most two decimals. */
export const usdAmount = positiveDecimal(2);
/** A quantity of any asset. */
export const assetQuantity = positiveDecimal(quantityScaleMax);
/** A price in USD. */
export const assetPrice = positiveDecimal(priceScaleMax);

/** A percentage of a whole, with at most four decimals: `"2.5"` is two and a half percent. */
const percent = positiveDecimal(4);
export const percentOfWhole = percent.refine(
  (text) => /^(\d{1,2}(\.|$)|100(\.0+)?$)/.test(text),
  "must be at most 100",
);
export const percentBelowWhole = percent.refine((text) => /^\d{1,2}(\.|$)/.test(text), "must be below 100");

/** A client-made id: 1 to 64 of `A-Za-z0-9_-`. Firestore keeps `__…__` for itself. */
export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 of A-Z, a-z, 0-9, _ and -")
  .refine((id) => !/^__.*__$/.test(id), "must not begin and end with two underscores");

/** 1 to 16 capitals, digits, points and hyphens, beginning with a capital or digit. */
export const assetIdSchema = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9.-]{0,15}$/, 'must be an asset id, like "BTC"');

const controlCharacters = /[\p{Cc}\p{Cf}]/u;

/** Text that people read, on one line, without spaces around it. */
export const shownText = (lengthMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .refine((text) => !controlCharacters.test(text), "must hold no control characters");

/** An ISO 8601 moment in UTC. */
export const moment = z.iso
  .datetime({ error: 'must be an ISO 8601 time in UTC, like "2026-01-31T09:00:00Z"' })
  .refine((text) => !text.startsWith("0000"), "must be in year 1 or later");

/** Input of every list: newest first, at most `limit` rows, from where `cursor` of the page before ended. */
export const pageInput = {
  limit: z.int().min(1).max(100).default(25),
  cursor: z.string().max(512).optional(),
};

/** Output of every list. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ items: z.array(row), nextCursor: z.string().nullable() });
}
