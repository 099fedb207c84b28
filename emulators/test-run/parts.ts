import { buildStale } from "../stack/build.js";
import { repeatableStack } from "../stack/options.js";
import { messageOf, say } from "../stack/say.js";
import type { Stack } from "../stack/stack.js";
import { withRun } from "../stack/with-run.js";
import { withStack } from "../stack/with-stack.js";
import { checkAll } from "./check-all.js";
import { oneFailure, onePass, type Counts, type PartResult } from "./counts.js";
import { runMocha } from "./run-mocha.js";
import { testFiles, type TestKind } from "./test-files.js";

export const partNames = ["check", "unit", "emulator", "browser", "launcher"] as const;
export type PartName = (typeof partNames)[number];

export interface TestOptions {
  only: readonly PartName[];
  grep: string | undefined;
}

const interruptedFrom = 128;
const none: Counts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs the chosen parts in order, the checks beside the unit tests, which keep one core busy and no more; answers
 * undefined when a signal has ended the run.
 */
export async function runParts(options: TestOptions): Promise<PartResult[] | undefined> {
  const results: PartResult[] = [];
  const wants = (name: PartName) => options.only.includes(name);
  const built = await timed("build", buildPart);
  if (built.failed > 0) results.push(built);
  const steps: (() => Promise<number>)[] = [
    ...(wants("check") || wants("unit") ? [() => stacklessParts(results, options)] : []),
    ...(wants("emulator") || wants("browser") ? [() => stackParts(results, options)] : []),
    ...(wants("launcher") ? [() => launcherPart(results, options)] : []),
  ];
  for (const step of steps) if ((await step()) > interruptedFrom) return undefined;
  const places: readonly string[] = partNames;
  return results.sort((one, other) => places.indexOf(one.name) - places.indexOf(other.name));
}

async function buildPart(): Promise<Counts> {
  try {
    await buildStale(["functions", "hosting"]);
    return none;
  } catch (error) {
    say(messageOf(error));
    return oneFailure;
  }
}

async function checkPart(signal: AbortSignal, urgency: "beside other work" | undefined): Promise<Counts> {
  return (await checkAll(signal, urgency)) === 0 ? onePass : oneFailure;
}

/** The parts that need no stack, beside each other. Their processes end with them. */
function stacklessParts(results: PartResult[], options: TestOptions): Promise<number> {
  const { only } = options;
  return withRun(async ({ signal }) => {
    const urgency = only.includes("unit") ? "beside other work" : undefined;
    const checking = only.includes("check") && timed("check", () => checkPart(signal, urgency));
    if (only.includes("unit")) {
      results.push(await timed("unit", () => mochaPart("unit", options, {}, signal)));
    }
    if (checking) results.push(await checking);
    return 0;
  });
}

/** Starts its stacks itself. Its processes end with it. */
function launcherPart(results: PartResult[], options: TestOptions): Promise<number> {
  return withRun(async ({ signal }) => {
    results.push(await timed("launcher", () => mochaPart("launcher", options, {}, signal)));
    return 0;
  });
}

/** The parts that share one stack. When it does not start or breaks, each of them that has no result has failed. */
async function stackParts(results: PartResult[], { only, grep }: TestOptions): Promise<number> {
  const wanted = (["emulator", "browser"] as const).filter(
    (kind) => only.includes(kind) && testFiles(kind).length > 0,
  );
  if (wanted.length === 0) return 0;
  const startedAt = Date.now();
  const use = async (stack: Stack, signal: AbortSignal) => {
    for (const kind of wanted) {
      results.push(await timed(kind, () => mochaPart(kind, { only, grep }, stack.environment, signal)));
    }
    return 0;
  };
  say("starting the stack for the tests that need it");
  const code = await withStack(repeatableStack, use);
  if (code > interruptedFrom) return code;
  const seconds = (Date.now() - startedAt) / 1000;
  for (const name of wanted) {
    if (!results.some((result) => result.name === name)) results.push({ name, ...oneFailure, seconds });
  }
  if (code !== 0) results.push({ name: "stack", ...oneFailure, seconds });
  return 0;
}

async function mochaPart(
  kind: TestKind,
  { grep }: TestOptions,
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<Counts> {
  const files = testFiles(kind);
  say(`${kind} tests: ${files.length} files`);
  return files.length === 0 ? none : runMocha({ files, grep, environment, signal });
}

async function timed(name: string, work: () => Promise<Counts>): Promise<PartResult> {
  const startedAt = Date.now();
  say(`== ${name}`);
  const counts = await work();
  return { name, ...counts, seconds: (Date.now() - startedAt) / 1000 };
}
