/** Puts a mutant into a copy of the source and runs the tests on it. */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutant.js";

export type Verdict = {
  readonly mutant: Mutant;
  readonly result: "caught" | "survived" | "not run";
  /** The title of the test that caught it. */
  readonly by: string;
  readonly tookMs: number;
};

/** Which tests hunt: all, those of single promises, or the simulation alone. Fast ones go first. */
export type Suite = "all" | "unit" | "simulation";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const unit = [
  ...["brackets", "order-states", "triggers", "vectors", "place", "movement", "record", "invariants"],
  ...["kernel", "opening", "fold", "committer", "committer-orders", "audit"],
].map((name) => `functions/src/ledger/${name}.test.ts`);
const files: Record<Suite, readonly string[]> = {
  unit: [...unit, "functions/src/money/amount.test.ts", "functions/src/ledger/kernel-properties.test.ts"],
  simulation: ["functions/test/simulation/simulation.test.ts"],
  all: [
    ...unit,
    "functions/src/money/amount.test.ts",
    "functions/test/simulation/simulation.test.ts",
    "functions/src/ledger/kernel-properties.test.ts",
  ],
};
const emulatorFiles = [
  "functions/src/ledger/store.emulator.test.ts",
  "functions/src/ledger/committer.emulator.test.ts",
];
const huntMs = 240_000;

/** Replaces each text exactly once. @throws when one is not there, or not once: the source has moved on. */
export function applyEdits(source: string, { name, file, edits }: Mutant): string {
  return edits.reduce((text, { find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(`mutant "${name}": found ${parts.length - 1} times in ${file}, not once: ${find}`);
    }
    return parts.join(replace);
  }, source);
}

export async function mutatedSource(mutant: Mutant): Promise<string> {
  return applyEdits(await readFile(join(root, "functions/src", mutant.file), "utf8"), mutant);
}

/** Copies what the tests need; packages are linked. */
async function copyTree(directory: string): Promise<void> {
  const copies = ["functions/src", "functions/test/simulation", "functions/test/checker"];
  const single = ["package.json", "tsconfig.base.json", "functions/package.json", "functions/tsconfig.json"];
  await mkdir(join(directory, "functions/test"), { recursive: true });
  for (const path of copies) await cp(join(root, path), join(directory, path), { recursive: true });
  for (const path of single) await cp(join(root, path), join(directory, path));
  for (const path of ["node_modules", "functions/node_modules"]) {
    await symlink(join(root, path), join(directory, path));
  }
}

/** What the engine says of a source that is no program: such a mutant proves nothing. */
const noProgram = /SyntaxError|ReferenceError|Transform failed|ERR_MODULE_NOT_FOUND|is not a function/;

/** @returns the title of the first test that fails, null when none does */
function firstFailure(directory: string, tests: readonly string[]): Promise<string | null> {
  const mocha = join(root, "node_modules/mocha/bin/mocha.js");
  // The reporter must be one that can print amounts, which are bigints.
  const options = ["--import=tsx", "--bail", "--reporter=tap", "--timeout=30000", "--exit", "--no-config"];
  const child = spawn(process.execPath, [mocha, ...options, ...tests], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: huntMs,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done, fail) => {
    child.on("close", (code) => {
      const title = /^not ok \d+ (.*)$/m.exec(output)?.[1];
      const loading = /Exception during run: (.*)$/m.exec(output)?.[1];
      if (title) done(title);
      else if (code === 0) done(null);
      else if (loading === undefined || noProgram.test(output))
        fail(new Error(`the tests did not run: ${output}`));
      else done(`${loading} (while the tests load)`);
    });
  });
}

/** @param suite which tests; a mutant of the store is hunted on the emulator, where there is one */
export async function hunt(mutant: Mutant, suite: Suite): Promise<Verdict> {
  const startedMs = Date.now();
  const verdict = (result: Verdict["result"], by = ""): Verdict => ({
    ...{ mutant, result, by },
    tookMs: Date.now() - startedMs,
  });
  const source = await mutatedSource(mutant);
  if (mutant.needsEmulator && !process.env.FIRESTORE_EMULATOR_HOST) {
    return verdict("not run", "no Firestore emulator: set FIRESTORE_EMULATOR_HOST");
  }
  const directory = await mkdtemp(join(tmpdir(), "bourse-mutant-"));
  try {
    await copyTree(directory);
    await writeFile(join(directory, "functions/src", mutant.file), source);
    const failure = await firstFailure(directory, mutant.needsEmulator ? emulatorFiles : files[suite]);
    return failure === null ? verdict("survived") : verdict("caught", failure);
  } catch (error) {
    throw new Error(`mutant "${mutant.name}"`, { cause: error });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Hunts several at once and reports each as it ends. */
export async function huntAll(
  list: readonly Mutant[],
  { suite, jobs }: { suite: Suite; jobs: number },
  report: (verdict: Verdict) => void,
): Promise<Verdict[]> {
  const waiting = [...list];
  const verdicts: Verdict[] = [];
  const work = async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const verdict = await hunt(mutant, suite);
      verdicts.push(verdict);
      report(verdict);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return verdicts;
}
