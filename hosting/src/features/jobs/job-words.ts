/** Jobs in words. */
import type { CreateInput, JobStatus, JobView } from "@bourse/functions/jobs/contract";

type Asked = Pick<CreateInput, "type" | "params">;

/** What can be asked for by hand. */
export const choices = [
  { value: "statement-pdf", label: "Statement of a month, as PDF" },
  { value: "statement-csv", label: "Statement of a month, as CSV" },
  { value: "orders-csv", label: "All my orders, as CSV" },
  { value: "everything", label: "Everything that is kept of me, as NDJSON" },
] as const;
export type Choice = (typeof choices)[number]["value"];

export const needsMonth = (choice: Choice) => choice.startsWith("statement");

export function askedFor(choice: Choice, month: string): Asked {
  switch (choice) {
    case "statement-pdf":
      return { type: "statement", params: { month, format: "pdf" } };
    case "statement-csv":
      return { type: "statement", params: { month, format: "csv" } };
    case "orders-csv":
      return { type: "order-history-export", params: { format: "csv" } };
    case "everything":
      return { type: "account-export", params: {} };
  }
}

const typeWords: Readonly<Record<string, string>> = {
  statement: "Statement",
  "order-history-export": "Orders",
  "account-export": "Everything kept of you",
  "account-audit": "Audit of your account",
  "ledger-audit": "Audit of the ledger",
};

/** "Statement 2026-10, PDF" */
export function jobTitle({ type, params }: Pick<JobView, "type" | "params">): string {
  const { month, format } = params;
  const named = [typeWords[type] ?? type, ...(typeof month === "string" ? [month] : [])].join(" ");
  return typeof format === "string" ? `${named}, ${format.toUpperCase()}` : named;
}

export const statusWords: Record<JobStatus, string> = {
  queued: "Waiting",
  running: "Running",
  succeeded: "Ready",
  failed: "Failed",
  cancelled: "Cancelled",
};
