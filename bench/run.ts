/** The command `npm run bench`: measures, prints one report, draws it if asked to. */
import { writeFile } from "node:fs/promises";
import { defaultConfigFile } from "../emulators/stack/addresses.js";
import { benchHotAccount } from "./hot-account.js";
import { benchKernel } from "./kernel.js";
import { readOptions, type Options } from "./options.js";
import { drawPicture } from "./picture.js";
import { formatTable, type ContestName, type Report } from "./report.js";
import { benchSpread } from "./spread.js";
import { benchTick, formatTickTable } from "./tick.js";

const progress = (line: string) => void process.stderr.write(`bench: ${line}\n`);

function measure(options: Options, bench: ContestName): Promise<Report> | Report {
  switch (bench) {
    case "hot-account":
      return benchHotAccount(options, progress);
    case "spread":
      return benchSpread(options, progress);
    case "kernel":
      return benchKernel(options, progress);
  }
}

async function report(options: Options): Promise<number> {
  const { bench, json } = options;
  const print = <Measured>(measured: Measured, format: (measured: Measured) => string) =>
    process.stdout.write(`${json ? JSON.stringify(measured) : format(measured)}\n`);
  if (bench === "tick") {
    print(await benchTick(options, progress), formatTickTable);
    return 0;
  }
  const measured = await measure(options, bench);
  print(measured, formatTable);
  if (options.picture) {
    await writeFile(options.picture, drawPicture(measured));
    progress(`drew ${options.picture}`);
  }
  return 0;
}

/** The emulator lives as long as the bench. */
async function reportWithEmulator(options: Options): Promise<number> {
  const { withStack } = await import("../emulators/stack/with-stack.js");
  return withStack(
    {
      ...{ only: ["firestore"], seed: false, market: "paused", verbose: false },
      ...{ importDir: undefined, exportDir: undefined, configFile: defaultConfigFile },
    },
    (stack) => {
      Object.assign(process.env, stack.environment);
      return report(options);
    },
  );
}

const options = readOptions(process.argv.slice(2));
const needsEmulator = options.bench !== "kernel" && !process.env["FIRESTORE_EMULATOR_HOST"];
process.exit(await (needsEmulator ? reportWithEmulator(options) : report(options)));
