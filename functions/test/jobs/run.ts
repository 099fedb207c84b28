/** `npm run chaos`: jobs on a queue in chaos, on the Firestore emulator. */
import { parseArgs } from "node:util";
import { defaultConfigFile } from "../../../emulators/stack/addresses.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { runChaos } from "./chaos.js";

const help = `Runs jobs on a queue that loses, repeats, delays and reorders tasks, with workers that die (R-JOB-1).

npm run chaos -- [--jobs 1000] [--seed 1]

  --jobs N   how many
  --seed N   what happens to each: the same seed, the same mischief
The emulator is started where FIRESTORE_EMULATOR_HOST names none. Exit code 0: every job ended once.
`;

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

async function chaos(jobs: number, seed: number): Promise<number> {
  const startedMs = Date.now();
  const { problems, ...told } = await runChaos(adminDb(), seed, jobs, uniqueName("chaos"));
  process.stdout.write(`${JSON.stringify(told)}\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${jobs} jobs, seed ${seed}, ${seconds} s: ${problems.length} problems\n`);
  return problems.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const [jobs, seed] = [Number(values.jobs), Number(values.seed)];
  if (!Number.isInteger(jobs) || jobs < 1) throw new RangeError("--jobs is a positive integer");
  if (!Number.isInteger(seed)) throw new RangeError("--seed is an integer");
  process.env["LOG_LEVEL"] = "error";
  if (process.env["FIRESTORE_EMULATOR_HOST"]) return chaos(jobs, seed);
  const { withStack } = await import("../../../emulators/stack/with-stack.js");
  return withStack(
    {
      ...{ only: ["firestore"], seed: false, market: "paused", verbose: false },
      ...{ importDir: undefined, exportDir: undefined, configFile: defaultConfigFile },
    },
    (stack) => {
      Object.assign(process.env, stack.environment);
      return chaos(jobs, seed);
    },
  );
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
