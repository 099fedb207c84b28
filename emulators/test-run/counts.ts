export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface PartResult extends Counts {
  name: string;
  seconds: number;
}

export const oneFailure: Counts = { passed: 0, failed: 1, skipped: 0 };
export const onePass: Counts = { passed: 1, failed: 0, skipped: 0 };

/** The table of the parts and, as its last line, the sum in the words that scripts look for. */
export function summary(results: readonly PartResult[]): string {
  const header = ["part", "passed", "failed", "skipped", "seconds"];
  const rows = results.map((part) =>
    [part.name, part.passed, part.failed, part.skipped, part.seconds.toFixed(1)].map(String),
  );
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
      .join("  ");
  const sum = total(results);
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : "";
  return [line(header), ...rows.map(line), "", `${sum.passed} passed, ${sum.failed} failed${skipped}`].join(
    "\n",
  );
}

function total(results: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => results.reduce((all, part) => all + part[name], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** Nothing failed, and something was there to pass: an empty run proves nothing. */
export function isSuccess(results: readonly Counts[]): boolean {
  const { passed, failed } = total(results);
  return failed === 0 && passed > 0;
}
