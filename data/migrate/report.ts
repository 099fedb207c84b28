/** What a migration tells in the end, as text. */
import { agrees, type AuditReport } from "./auditing.js";
import { kinds, results, type Tally } from "./tally.js";

const findingsShownMax = 20;

export function table(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

export function reportText(tally: Tally, audit: AuditReport | null): string {
  const parts = [
    table([["", ...results], ...kinds.map((kind) => [kind, ...results.map((it) => tally.counts[kind][it])])]),
  ];
  const byCount = (map: ReadonlyMap<string, number>) => [...map].sort(([, left], [, right]) => right - left);
  if (tally.notes.size > 0) parts.push(table(byCount(tally.notes)));
  parts.push(
    tally.refusals.size === 0 ? "nothing was refused" : `refused\n${table(byCount(tally.refusals))}`,
  );
  if (audit) parts.push(auditText(audit));
  return parts.join("\n\n");
}

function auditText(audit: AuditReport): string {
  const { accounts, rows, findings } = audit;
  const lines = [
    `audit of ${accounts} accounts`,
    table([
      ["", "source", "ledger", ""],
      ...rows.map(({ what, source, ledger }) => [what, source, ledger, source === ledger ? "" : "differs"]),
    ]),
    ...findings.slice(0, findingsShownMax),
  ];
  if (findings.length > findingsShownMax)
    lines.push(`and ${findings.length - findingsShownMax} more findings`);
  lines.push(agrees(audit) ? "source and ledger agree" : "source and ledger do not agree");
  return lines.join("\n");
}
