/** The command `npm run bench`: measures, prints one report, draws it if asked to. */
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { benchHotAccount } from "./hot-account.js";
import { benchKernel } from "./kernel.js";
import { readOptions, type Options } from "./options.js";
import { drawPicture } from "./picture.js";
import { formatTable, type Report } from "./report.js";
import { benchSpread } from "./spread.js";

const progress = (line: string) => void process.stderr.write(`bench: ${line}\n`);

/** Runs this command again with an emulator that lives as long as it does. */
function runWithEmulator(args: readonly string[]): number {
  const launcher = fileURLToPath(new URL("../emulators/commands/exec.ts", import.meta.url));
  const own = fileURLToPath(import.meta.url);
  const node = [process.execPath, "--import", "tsx"] as const;
  const stack = [launcher, "--only", "firestore", "--no-seed", "--"];
  const child = spawnSync(node[0], [...node.slice(1), ...stack, ...node, own, ...args], { stdio: "inherit" });
  return child.status ?? 1;
}

function measure(options: Options): Promise<Report> | Report {
  switch (options.bench) {
    case "hot-account":
      return benchHotAccount(options, progress);
    case "spread":
      return benchSpread(options, progress);
    case "kernel":
      return benchKernel(options, progress);
  }
}

const args = process.argv.slice(2);
const options = readOptions(args);
if (options.bench !== "kernel" && !process.env["FIRESTORE_EMULATOR_HOST"]) {
  process.exit(runWithEmulator(args));
}
const report = await measure(options);
process.stdout.write(`${options.json ? JSON.stringify(report) : formatTable(report)}\n`);
if (options.picture) {
  await writeFile(options.picture, drawPicture(report));
  progress(`drew ${options.picture}`);
}
