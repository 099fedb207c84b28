import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../stack/run-command.js";
import { say } from "../stack/say.js";
import { oneFailure, type Counts } from "./counts.js";

const partDeadlineMs = 45 * 60_000;
const reporter = fileURLToPath(new URL("reporter.mjs", import.meta.url));

export interface MochaOptions {
  files: readonly string[];
  grep: string | undefined;
  environment: Record<string, string>;
  signal: AbortSignal;
}

/** Runs test files in one process and answers the counts; a process that ends without any is one failure. */
export async function runMocha({ files, grep, environment, signal }: MochaOptions): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "bourse-tests-"));
  const countsFile = join(folder, "counts.json");
  const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
  // SDKs keep connections open; the counts are written before mocha ends the process.
  const options = ["--reporter", reporter, "--exit", ...(grep ? ["--grep", grep] : [])];
  try {
    const code = await runCommand(
      [process.execPath, mocha, ...options, ...files],
      { ...process.env, ...environment, BOURSE_TEST_COUNTS: countsFile },
      AbortSignal.any([signal, AbortSignal.timeout(partDeadlineMs)]),
    );
    const text = await readFile(countsFile, "utf8").catch(() => undefined);
    if (text === undefined) {
      say(`the tests ended with code ${code} and without a result`);
      return oneFailure;
    }
    const counts = JSON.parse(text) as Counts;
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
