/** `npm run races`: the races of two processes on one account, many rounds of each, on the Firestore emulator. */
import { parseArgs } from "node:util";
import { defaultConfigFile } from "../../../emulators/stack/addresses.js";
import { runRace } from "./race.js";
import { races } from "./races.js";

const help = `Lets two processes race on one account, on the Firestore emulator (criterion 2).

npm run races -- [--rounds 1000] [--only WORDS]

  --rounds N     rounds of each race
  --only WORDS   only races whose title contains the words
The emulator is started where FIRESTORE_EMULATOR_HOST names none. Progress goes to standard error.
Exit code 0: every round had one documented outcome, and the audit found nothing.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000" },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});

const progressEvery = 100;

async function runAll(rounds: number): Promise<number> {
  const chosen = races.filter(({ title }) => title.includes(values.only));
  const startedMs = Date.now();
  let done = 0;
  const progress = () => {
    done++;
    const told = done % progressEvery === 0 || done === rounds * chosen.length;
    if (told) process.stderr.write(`races: ${done} of ${rounds * chosen.length} rounds\n`);
  };
  const results = await Promise.all(chosen.map((race) => runRace(race, rounds, progress)));
  let clean = true;
  for (const { title, counts, failures, findings } of results) {
    process.stdout.write(`${title}: ${JSON.stringify(counts)}, audit ${findings.length} findings\n`);
    for (const failure of failures) process.stdout.write(`  ${failure}\n`);
    for (const { record, problem } of findings) process.stdout.write(`  ${record}: ${problem}\n`);
    clean &&= failures.length === 0 && findings.length === 0;
  }
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${done} rounds in ${seconds} s, ${clean ? "nothing found" : "failed"}\n`);
  return clean ? 0 : 1;
}

async function main(): Promise<number> {
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError("--rounds is a positive integer");
  if (process.env["FIRESTORE_EMULATOR_HOST"]) return runAll(rounds);
  const { withStack } = await import("../../../emulators/stack/with-stack.js");
  return withStack(
    {
      ...{ only: ["firestore"], seed: false, market: "paused", verbose: false },
      ...{ importDir: undefined, exportDir: undefined, configFile: defaultConfigFile },
    },
    (stack) => {
      Object.assign(process.env, stack.environment);
      return runAll(rounds);
    },
  );
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
