/** `npm run simulate`: runs seeds of the simulation, names the one that fails and how to see it again. */
import { parseArgs } from "node:util";
import { runSeeds } from "./all-cores.js";

const help = `Runs the ledger's kernel and committer over a simulated store with faults (R-TEST-4).

npm run simulate -- [--seeds 300] [--from 1] [--commands 120]

  --seeds N      how many seeds to run
  --from S       the first seed; a failing seed is run again alone by --from S --seeds 1
  --commands N   steps of one scenario, at least; up to half as many more
  --no-shrink    print the failure as found, at once
Exit code 0: no seed failed. Progress goes to standard error.
`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    commands: { type: "string", default: "120" },
    "no-shrink": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

function progress(done: number, of: number, calls: number): void {
  const width = 30;
  const bar = "#".repeat(Math.round((width * done) / of)).padEnd(width, ".");
  process.stderr.write(`\r[${bar}] ${done}/${of} seeds, ${calls} calls `);
}

async function main(): Promise<number> {
  const [seeds, from, commands] = [values.seeds, values.from, values.commands].map(Number) as [
    number,
    number,
    number,
  ];
  const startedMs = Date.now();
  const total: Record<string, number> = {};
  let [done, failed] = [0, 0];
  await runSeeds({ from, count: seeds, commands, shrink: !values["no-shrink"] }, (run) => {
    for (const [key, count] of Object.entries(run.stats ?? {})) total[key] = (total[key] ?? 0) + count;
    done++;
    if (process.stderr.isTTY || done % 50 === 0 || done === seeds) progress(done, seeds, total.calls ?? 0);
    if (run.failure === null) return;
    failed++;
    process.stderr.write("\n");
    const again = `npm run simulate -- --from ${run.seed} --seeds 1 --commands ${commands}`;
    process.stdout.write(`${run.failure}\nseed ${run.seed} fails; to see it again: ${again}\n`);
  });
  if (failed > 0) return 1;
  process.stderr.write("\n");
  process.stdout.write(`${seeds} seeds from ${from} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s: `);
  process.stdout.write(`${JSON.stringify(total)}, nothing found\n`);
  return 0;
}

if (values.help) process.stdout.write(help);
else process.exitCode = await main();
