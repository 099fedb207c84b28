/** `npm run migrate`: takes a MongoDB app over. See `docs/migration.md`. */
import { readFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { connect, UsageError } from "../target.js";
import { agrees } from "./auditing.js";
import { openCheckpoint } from "./checkpoint.js";
import { defaultMapping, MappingError, readMapping } from "./mapping.js";
import { migrate, type Outcome } from "./migration.js";
import { noProgress, shownProgress } from "./progress.js";
import { reportText } from "./report.js";
import { openSource } from "./sources/open-source.js";
import { isMongoUri } from "./sources/live.js";
import { SourceError } from "./sources/source.js";
import { openTally } from "./tally.js";

const exitCodes = { done: 0, disagrees: 1, usage: 2, refusals: 3, interrupted: 130 } as const;

type Options = {
  from: string;
  db?: string;
  map?: string;
  project: string;
  work: string;
  dryRun: boolean;
  resume: boolean;
  quotes: boolean;
  quiet: boolean;
  yes: boolean;
};

const program = new Command("npm run migrate --")
  .description(
    "Takes users, assets, balances and past orders over from a MongoDB app. Can be repeated at will.",
  )
  .requiredOption(
    "--from <source>",
    "a folder that mongodump wrote, a file or folder of mongoexport, or a mongodb: address",
  )
  .option("--db <name>", "the database, where there are several")
  .option("--map <file>", "where things are in the source: docs/migration.md; the default is conventional")
  .option("--project <id>", "the Firebase project to write to", "demo-bourse")
  .option("--work <folder>", "where refusals.ndjson and the checkpoint are kept", ".cache/migration")
  .option("--dry-run", "read and count everything, write nothing", false)
  .option("--resume", "go on from where an interrupted run has come to", false)
  .option("--quotes", "make the prices of the source the quotes of assets that have none", false)
  .option("--quiet", "no progress bars", false)
  .option("--yes", "write to a project that is not one of the emulators", false)
  .addHelpText(
    "after",
    `
Exit codes: 0 all is taken over and the audit agrees · 1 the audit disagrees · 2 it could not begin or go on ·
3 as 0, but something was refused (see refusals.ndjson) · 130 interrupted: go on with --resume`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage));

/** npm scripts run in the repository's root; paths are meant from where the user stands. */
const fromCaller = (path: string) => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

async function main(options: Options): Promise<number> {
  const mapping = options.map === undefined ? defaultMapping : readMapping(readFile(fromCaller(options.map)));
  const app = connect(options.project, options.yes, process.env);
  const from = isMongoUri(options.from) ? options.from : fromCaller(options.from);
  const source = await openSource(from, options.db);
  const work = fromCaller(options.work);
  mkdirSync(work, { recursive: true });
  const refusals = join(work, "refusals.ndjson");
  const tally = openTally(refusals);
  const what = [source.name, JSON.stringify(mapping), options.project];
  const checkpoint = openCheckpoint(join(work, "checkpoint.json"), what, options.resume);
  const given = { source, mapping, db: getFirestore(app), auth: getAuth(app), environment: process.env };
  const { dryRun, quotes } = options;
  const progress = options.quiet ? noProgress : shownProgress;
  const startedMs = performance.now();
  try {
    const signal = interruption();
    const outcome = await migrate({ ...given, dryRun, quotes, tally, progress, signal }, checkpoint);
    tally.close();
    console.log(told(outcome, performance.now() - startedMs));
    if (tally.refusals.size > 0) console.log(`each refusal: ${refusals}`);
    if (outcome.audit && !agrees(outcome.audit)) return exitCodes.disagrees;
    return tally.refusals.size > 0 ? exitCodes.refusals : exitCodes.done;
  } catch (error) {
    tally.close();
    throw error;
  } finally {
    await source.close();
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`the mapping cannot be read: ${String(error)}`);
  }
}

class Interrupted extends Error {}

/** The first Ctrl-C lets what is under way end; the next one is Node's own. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Interrupted("interrupted: go on with --resume")));
  }
  return controller.signal;
}

function told({ run, audit }: Outcome, tookMs: number): string {
  const { counts } = run.tally;
  const rows = Object.values(counts).reduce((sum, { read }) => sum + read, 0) - counts.accounts.read;
  const seconds = tookMs / 1_000;
  const rate = Math.round(rows / seconds);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  const head = run.dryRun ? `dry run of ${run.source.name}: nothing was written` : `from ${run.source.name}`;
  const figures = `${rows} documents in ${seconds.toFixed(1)} s: ${rate}/s, at most ${peak} MiB of memory`;
  return `${head}\n\n${reportText(run.tally, audit)}\n\n${figures}`;
}

const isForeseen = (error: unknown): error is Error =>
  [SourceError, MappingError, UsageError, RangeError].some((kind) => error instanceof kind);

program.parse();
try {
  process.exit(await main(program.opts<Options>()));
} catch (error) {
  if (error instanceof Interrupted) {
    console.error(error.message);
    process.exit(exitCodes.interrupted);
  }
  console.error(isForeseen(error) ? error.message : error);
  process.exit(exitCodes.usage);
}
