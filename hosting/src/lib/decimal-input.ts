/** Reads what a person typed as an amount. */
import { parseDecimal, type DecimalProblem } from "@bourse/functions/money/amount";

export type TypedAmount = { ok: true; text: string; amount: bigint } | { ok: false; problem: string };

const problems: Record<DecimalProblem, (scale: number) => string> = {
  not_a_string: () => "Enter an amount.",
  not_a_decimal: () => "Enter a plain number, like 12.50.",
  sign_not_allowed: () => "Enter the amount without a sign.",
  too_many_digits: () => "That is more digits than we can handle.",
  too_many_decimals: (scale) => (scale === 0 ? "Whole numbers only." : `At most ${scale} decimals.`),
};

/** Commas are taken for thousands only where they stand as thousands do: "1,5" may well mean one and a half. */
const thousands = /^\d{1,3}(,\d{3})+(\.\d*)?$/;

/**
 * @param typed as it stands in the field
 * @param scale decimals that are allowed
 * @returns the decimal string for the wire and its count of smallest units, or what is wrong with it
 */
export function readTypedAmount(typed: string, scale: number): TypedAmount {
  let text = typed.trim().replace(/^\$\s*/, "");
  if (text === "") return { ok: false, problem: "Enter an amount." };
  if (thousands.test(text)) text = text.replaceAll(",", "");
  text = text.replace(/^\./, "0.").replace(/\.$/, "");
  const amount = parseDecimal(text, scale);
  if (typeof amount !== "bigint") return { ok: false, problem: problems[amount](scale) };
  if (amount === 0n) return { ok: false, problem: "Enter more than zero." };
  return { ok: true, text, amount };
}
