import { Command, InvalidArgumentError } from "commander";
import { isSuccess, summary } from "../test-run/counts.js";
import { partNames, runParts, type PartName } from "../test-run/parts.js";

const interrupted = 130;

const command = new Command("npm test --")
  .description(
    "Builds what is stale, then proves the repository: types, lint and format (check), tests that need nothing " +
      "(unit), tests on the running stack (emulator, browser), tests of the launcher itself (launcher).",
  )
  .option("--only <parts>", `run only these, separated by commas: ${partNames.join(", ")}`, toParts)
  .option("--grep <text>", "run only the tests whose title matches")
  .parse();

const { only = partNames, grep } = command.opts<{ only?: PartName[]; grep?: string }>();
const results = await runParts({ only, grep });
if (!results) process.exit(interrupted);
console.log(`\n${summary(results)}`);
process.exit(isSuccess(results) ? 0 : 1);

function toParts(list: string): PartName[] {
  return list.split(",").map((name) => {
    const part = partNames.find((known) => known === name.trim());
    if (!part) throw new InvalidArgumentError(`${name} is not one of ${partNames.join(", ")}`);
    return part;
  });
}
