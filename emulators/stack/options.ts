import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { defaultConfigFile, emulatorNames, type PartName } from "./addresses.js";

export interface StackOptions {
  market: "live" | "paused";
  seed: boolean;
  only: readonly PartName[];
  importDir: string | undefined;
  exportDir: string | undefined;
  configFile: string;
  /** Show everything that the emulators say. */
  verbose: boolean;
  /** Show their warnings also once all is up, which a person wants and a test run does not. */
  warnings?: boolean;
}

const partNames: readonly PartName[] = [...emulatorNames, "redis", "mailbox"];

/** The whole stack with the seed and no ticks, so that what happens in it can be repeated. */
export const repeatableStack: StackOptions = {
  market: "paused",
  seed: true,
  only: partNames,
  importDir: undefined,
  exportDir: undefined,
  configFile: defaultConfigFile,
  verbose: false,
};

/** The options of every command that starts the stack. */
export function addStackOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--market <mode>", "live: simulated prices tick by themselves; paused: only by hand")
        .choices(["live", "paused"])
        .default("live"),
    )
    .option("--seed", "write the sample assets, users and history (the default, unless --import is given)")
    .option("--no-seed", "start empty")
    .option("--import <dir>", "start from data that --export has written", fromCallersFolder)
    .option("--export <dir>", "write the data of the emulators there when they stop", fromCallersFolder)
    .option("--only <parts>", `start only these, separated by commas: ${partNames.join(", ")}`, toParts)
    .option("--config <file>", "another firebase.json, for example with other ports", fromCallersFolder)
    .option("--verbose", "show everything that the emulators say");
}

export function readStackOptions(command: Command): StackOptions {
  const options = command.opts<{
    market: "live" | "paused";
    seed?: boolean;
    only?: PartName[];
    import?: string;
    export?: string;
    config?: string;
    verbose?: boolean;
  }>();
  return {
    market: options.market,
    seed: options.seed ?? options.import === undefined,
    only: options.only ?? partNames,
    importDir: options.import,
    exportDir: options.export,
    configFile: options.config ?? defaultConfigFile,
    verbose: options.verbose ?? false,
  };
}

/** npm scripts run in the repository's root; paths are meant from where the user stands. */
function fromCallersFolder(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}

function toParts(list: string): PartName[] {
  return list.split(",").map((name) => {
    const part = partNames.find((known) => known === name.trim());
    if (!part) throw new InvalidArgumentError(`${name} is not one of ${partNames.join(", ")}`);
    return part;
  });
}
