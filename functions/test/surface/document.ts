/** The deployed surface as a document. */
import { deployed, type Policy } from "./deployed.js";

export const documentFile = new URL("../../../docs/surface.md", import.meta.url);

const columns: readonly [title: string, field: keyof Policy][] = [
  ["trigger", "trigger"],
  ["who may call", "who"],
  ["rate class", "rateClass"],
  ["invoker", "invoker"],
  ["ingress", "ingress"],
  ["secrets", "secrets"],
  ["memory", "memory"],
  ["timeout", "timeout"],
  ["concurrency", "concurrency"],
  ["instances", "instances"],
];

const introduction = `# The deployed surface

Every function, who can reach it and what it may use. Written by \`npm run surface\` from what the functions declare;
\`functions/test/surface/surface.test.ts\` compares it with the table beside that test and fails when this is old.

- **Invoker** \`public\`: everybody gets as far as the pipeline, which checks App Check, the token, the role and the
  rate. \`private\`: the platform refuses whoever is not the queue's, the schedule's or the event's own service account.
- **Ingress** \`ALLOW_INTERNAL_ONLY\`: the internet does not get as far as the invoker check.
`;

/** Columns are as wide as their widest cell, as the formatter wants them. */
export function surfaceDocument(): string {
  const rows = deployed.map(({ name, policy }) => [
    `\`${name}\``,
    ...columns.map(([, field]) => policy[field]),
  ]);
  const lines = [["function", ...columns.map(([title]) => title)], ...rows];
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? [];
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = lines;
  const rule = widths.map((width) => "-".repeat(width));
  return `${introduction}\n${[row(head), row(rule), ...body.map(row)].join("\n")}\n`;
}
