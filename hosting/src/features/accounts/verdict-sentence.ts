/** What the verifier found, for people. */
import type { Verdict } from "@bourse/functions/verifier";
import { formatDecimal } from "../../lib/money.js";

const counted = (count: number, one: string, many: string) =>
  `${formatDecimal(String(count))} ${count === 1 ? one : many}`;

/** Names of records, as the verifier has them, in words. */
function recordName(record: string): string {
  const [collection = "", ...rest] = record.split("/");
  const id = rest.join("/");
  if (collection === "entries" && id) return `the journal entry ${id}`;
  if (collection === "orders" && id) return `the order ${id}`;
  const names: Record<string, string> = {
    ...{ header: "the header", account: "the account itself", entries: "the journal", end: "the end line" },
  };
  return names[record] ?? "the line itself";
}

export function verdictSentence(verdict: Verdict): string {
  if (verdict.ok) {
    const entries = counted(verdict.entries, "entry", "entries");
    const orders = counted(verdict.orders, "order", "orders");
    return `Verified. The journal of ${entries} is unbroken, and balances and ${orders} are what it says.`;
  }
  const { line, record, problem, findings } = verdict;
  const more = findings.length > 1 ? ` ${counted(findings.length, "problem", "problems")} in all.` : "";
  const where = `line ${formatDecimal(String(line))}`;
  return `Not verified. The first bad record is ${recordName(record)}, on ${where}: ${problem}.${more}`;
}
