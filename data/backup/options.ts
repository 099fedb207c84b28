/** The options that backing up and restoring share. */
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { table } from "../migrate/report.js";
import { UsageError } from "../target.js";
import { RestFailure } from "./firestore-rest.js";
import { digestsOf, type Manifest } from "./manifest.js";
import { everything, partNames, type PartName, type PlaceOptions } from "./place.js";

export function addPlaceOptions(command: Command): Command {
  return command
    .option("--project <id>", "a project of the emulators", everything.project)
    .option("--database <id>", "its Firestore database", everything.database)
    .option(
      "--only <parts>",
      `only these, separated by commas: ${partNames.join(", ")}`,
      toParts,
      everything.only,
    )
    .option("--uid-prefix <text>", "only sign-ins whose uid begins with it", "")
    .option("--file-prefix <text>", "only files whose name begins with it", "");
}

export const placeOptions = (command: Command): PlaceOptions => command.opts<PlaceOptions>();

function toParts(list: string): PartName[] {
  return list.split(",").map((name) => {
    const part = partNames.find((known) => known === name.trim());
    if (!part) throw new InvalidArgumentError(`${name} is not one of ${partNames.join(", ")}`);
    return part;
  });
}

/** npm scripts run in the repository's root; paths are meant from where the user stands. */
export const fromCaller = (path: string) => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

export function manifestText(manifest: Manifest): string {
  const rows = [...digestsOf(manifest)].map(([name, text]) => {
    const [count = "", sha256 = ""] = text.split(" ");
    return [name, count, sha256];
  });
  return table([["", "count", "sha256"], ...rows]);
}

/** Runs a command and exits: 0 done, 1 it is not as it should be, 2 it could not begin or go on. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    const isForeseen = error instanceof UsageError || error instanceof RestFailure;
    console.error(isForeseen ? error.message : error);
    process.exit(2);
  }
}
