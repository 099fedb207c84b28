/** `npm run verify`: proves the export of an account, or names its first bad record. */
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { verifyExport, type Verdict } from "./verify.js";

const help = `Verifies the export of an account (R-DATA-7): its chain of hashes, and all that it says, by replay.

npm run verify -- <file.ndjson>        or - for standard input

  --json    print the result as one line of JSON
  --help    print this
Exit code 0: verified. 1: a record is bad; the first one is named. 2: the file could not be read.
Progress of long files goes to standard error.
`;

const say = (text: string) => void process.stdout.write(`${text}\n`);

function tell(verdict: Verdict): void {
  if (!verdict.ok) {
    const { line, record, problem, findings } = verdict;
    say(`not verified: line ${line}, ${record}: ${problem}`);
    if (findings.length > 1) say(`the audit found ${findings.length} problems in all`);
    return;
  }
  const { uid, seq, headHash, entries, orders, exportedAt } = verdict;
  say(`verified: account ${uid} as of ${exportedAt}, ${entries} entries, ${orders} orders`);
  say(`seq ${seq}`);
  say(`head hash ${headHash}`);
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  });
  if (!values.help && positionals.length !== 1) throw new Error("name one file, or - for standard input");
  return { ...values, path: positionals[0] ?? "-" };
}

async function main(): Promise<number> {
  try {
    const { help: asked, json, path } = options();
    if (asked) process.stdout.write(help);
    if (asked) return 0;
    const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1024 * 1024 });
    let told = false;
    const verdict = await verifyExport(source as AsyncIterable<Uint8Array>, (lines) => {
      told = true;
      process.stderr.write(`\r${lines} lines read `);
    });
    if (told) process.stderr.write("\n");
    if (json) say(JSON.stringify(verdict));
    else tell(verdict);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`verify: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

process.exitCode = await main();
