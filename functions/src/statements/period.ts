/** The month of a statement: all of it where it is over, so far where it is not. Months are those of UTC. */
import { invalidField } from "../platform/errors.js";

/** From its first moment to before `toMs`. */
export type Period = { readonly month: string; readonly fromMs: number; readonly toMs: number };

const startOf = (month: string) => Date.parse(`${month}-01T00:00:00.000Z`);

function monthAfter(month: string): string {
  const next = new Date(startOf(month));
  next.setUTCMonth(next.getUTCMonth() + 1);
  return next.toISOString().slice(0, "YYYY-MM".length);
}

/** The month that ended last. */
export function monthBefore(nowMs: number): string {
  const first = new Date(startOf(new Date(nowMs).toISOString().slice(0, "YYYY-MM".length)));
  first.setUTCMonth(first.getUTCMonth() - 1);
  return first.toISOString().slice(0, "YYYY-MM".length);
}

/** @param asOfMs where the month is not over by then, the statement ends there */
export function periodOf(month: string, asOfMs: number): Period {
  return { month, fromMs: startOf(month), toMs: Math.min(startOf(monthAfter(month)), asOfMs) };
}

/** @throws DomainError `input_is_invalid` naming the field, for a month that has not begun */
export function mustHaveBegun(month: string, nowMs: number): void {
  if (startOf(month) > nowMs) throw invalidField("params.month", "has not begun");
}
