/** `npm run mutants`: puts bugs into copies of the source and demands that the tests catch each. */
import { parseArgs } from "node:util";
import { huntAll, mutatedSource, type Suite, type Verdict } from "./hunt.js";
import { mutants } from "./mutants.js";

const help = `Puts bugs into copies of the source, one at a time, and runs the tests on each (semantics.md, section 10).

npm run mutants -- [--only WORDS] [--jobs 1|2] [--suite all|unit|simulation] [--list]

  --only WORDS   only mutants whose name or file contains the words
  --jobs N       how many at a time (default 2)
  --suite S      which tests hunt: all (default), those of single promises, or the simulation alone
  --list         names the mutants and checks that each still fits the source
Mutants of the store need the Firestore emulator (FIRESTORE_EMULATOR_HOST); without one they are reported as not run.
Exit code 0: every mutant that ran was caught. Progress goes to standard error.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    jobs: { type: "string", default: "2" },
    suite: { type: "string", default: "all" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const row = ({ mutant, result, by, tookMs }: Verdict) =>
  `${result.padEnd(8)} ${(tookMs / 1000).toFixed(1).padStart(5)} s  ${mutant.name}${by ? `\n                  by: ${by}` : ""}\n`;

async function main(): Promise<number> {
  const chosen = mutants.filter(({ name, file }) => `${name} ${file}`.includes(values.only));
  // A mutant that no longer fits its source fails before anything runs.
  const fits = await Promise.allSettled(chosen.map(mutatedSource));
  const unfit = fits.flatMap((fit) => (fit.status === "rejected" ? [String(fit.reason)] : []));
  if (unfit.length > 0) {
    process.stderr.write(`${unfit.join("\n")}\n`);
    return 2;
  }
  if (values.list) {
    for (const { name, file } of chosen) process.stdout.write(`${file.padEnd(32)} ${name}\n`);
    return 0;
  }
  if (chosen.length === 0) {
    process.stderr.write(`no mutant is called "${values.only}"\n`);
    return 2;
  }
  let done = 0;
  const options = { suite: values.suite as Suite, jobs: Math.min(2, Math.max(1, Number(values.jobs))) };
  const verdicts = await huntAll(chosen, options, ({ mutant, result }) => {
    process.stderr.write(`[${++done}/${chosen.length}] ${result}: ${mutant.name}\n`);
  });
  const order = new Map(chosen.map((mutant, index) => [mutant.name, index]));
  verdicts.sort((a, b) => (order.get(a.mutant.name) ?? 0) - (order.get(b.mutant.name) ?? 0));
  for (const verdict of verdicts) process.stdout.write(row(verdict));
  const count = (result: Verdict["result"]) => verdicts.filter((verdict) => verdict.result === result).length;
  process.stdout.write(
    `${count("caught")} caught, ${count("survived")} survived, ${count("not run")} not run\n`,
  );
  return count("survived") > 0 ? 1 : 0;
}

if (values.help) process.stdout.write(help);
else process.exitCode = await main();
