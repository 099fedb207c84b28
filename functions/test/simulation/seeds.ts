/** One seed is one scenario and one interleaving. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { scenarioOf, type Scenario } from "./scenario.js";
import { simulate, type SimulationResult } from "./simulate.js";
import { statsOf, type SeedStats } from "./stats.js";

/** How long a failing seed may be made smaller. */
const shrinkMs = 30_000;

/** Runs one seed. @returns the failure as text, made small where that is asked for, and what happened in the first scenario */
export async function runSeed(seed: number, commands: number, shrink: boolean) {
  let stats: SeedStats | undefined;
  let digest = "";
  const scenario = scenarioOf({ min: commands, max: Math.ceil(commands * 1.5) });
  const run = async (minimum: fc.Arbitrary<Scenario>) =>
    fc.check(
      fc.asyncProperty(fc.scheduler(), minimum, async (scheduler, drawn) => {
        const result = await simulate(scheduler, drawn);
        if (!stats) {
          stats = statsOf(result);
          digest = createHash("sha256").update(JSON.stringify(result.documents)).digest("hex");
        }
        if (result.complaints.length > 0) throw new Error(describe(result));
      }),
      { seed, numRuns: 1, endOnFailure: !shrink, interruptAfterTimeLimit: shrinkMs },
    );
  const details = await run(scenario);
  return { failure: details.failed ? describeFailure(details) : null, stats, digest };
}

/** The complaints, the smallest scenario that still has them, and the order in which things happened in it. */
function describeFailure(details: fc.RunDetails<[fc.Scheduler, Scenario]>): string {
  const [scheduler, scenario] = details.counterexample ?? [];
  const { errorInstance } = details;
  return [
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    `made smaller ${details.numShrinks} times, to:`,
    JSON.stringify(scenario),
    (scheduler?.report() ?? []).map(({ label }, turn) => `${turn + 1}. ${label}`).join("\n"),
  ].join("\n");
}

const complaintsShown = 10;

function describe({ complaints, calls }: SimulationResult): string {
  const lines = complaints.slice(0, complaintsShown).map(({ about, problem }) => `${about}: ${problem}`);
  const named = new Set(complaints.map(({ about }) => about));
  const shown = calls.filter(({ callId }) => named.has(callId)).slice(0, complaintsShown);
  for (const { callId, request, answer, startedAt, endedAt } of shown) {
    lines.push(
      `${callId}: ${JSON.stringify(request)} from ${startedAt} to ${endedAt} -> ${JSON.stringify(answer)}`,
    );
  }
  return lines.join("\n");
}
