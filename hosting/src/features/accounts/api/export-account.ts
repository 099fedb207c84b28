/** The user's account as a file that proves itself, fetched page by page. */
import type { ExportInput, ExportOutput } from "@bourse/functions/accounts/contract";
import { callable } from "../../../lib/callable.js";

const exportPage = callable<ExportInput, ExportOutput>("accounts-export");

/** Five million records: more than any account has, so that a server at fault cannot keep a browser busy for ever. */
const pagesMax = 10_000;

/** @param progress is told how many lines have arrived */
export async function exportAccount(progress: (lines: number) => void): Promise<Blob> {
  const parts: string[] = [];
  let lines = 0;
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const answer = await exportPage(cursor === undefined ? {} : { cursor });
    parts.push(...answer.lines.map((line) => `${line}\n`));
    lines += answer.lines.length;
    progress(lines);
    if (answer.nextCursor === null) return new Blob(parts, { type: "application/x-ndjson" });
    cursor = answer.nextCursor;
  }
  throw new Error(`the export has more than ${pagesMax} pages`);
}
