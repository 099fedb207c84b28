/** The command line of `npm run bench`. */
import { resolve } from "node:path";
import { Argument, Command, InvalidArgumentError } from "commander";
import { benchNames, type BenchName } from "./report.js";
import { defaultLargeSize, smallSize } from "./tick.js";

export type Options = {
  readonly bench: BenchName;
  readonly callers: number;
  readonly seconds: number;
  readonly textbookSeconds: number;
  readonly orders: number | undefined;
  readonly accounts: number;
  readonly json: boolean;
  readonly picture: string | undefined;
};

const defaults = {
  "hot-account": { callers: 32, seconds: 12 },
  spread: { callers: 64, seconds: 20 },
  kernel: { callers: 1, seconds: 5 },
  tick: { callers: 1, seconds: 0 },
} as const;
const defaultAccounts = 1_000;
const defaultTextbookSeconds = 60;

const about = `
Benches:
  hot-account   many callers, one account: group commit against runTransaction and the raw limit
  spread        many accounts that the process knows, one caller on each at a time
  kernel        decisions of the kernel on one core, without Firestore
  tick          evaluation of a tick that crosses 100 orders, beside 1,000 and beside 100,000 open ones

The Firestore emulator is used where FIRESTORE_EMULATOR_HOST names one, and started where it does not.`;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("must be a positive integer");
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("must be a positive number");
  return value;
}

type Given = Partial<Record<"callers" | "seconds" | "textbookSeconds" | "orders" | "accounts", number>> & {
  json?: boolean;
  picture?: string;
};

/** Reads the arguments after the command's name; says what is wrong and ends the process where they are. */
export function readOptions(args: readonly string[]): Options {
  const command = new Command("npm run bench --")
    .addArgument(new Argument("<bench>", "what to measure").choices(benchNames))
    .option("--callers <n>", "callers in a closed loop (32; 64 for spread)", count)
    .option("--seconds <s>", "time of each contender over all its slices", positive)
    .option(
      "--textbook-seconds <s>",
      `time of the textbook on hot-account (${defaultTextbookSeconds}; then what it has begun is waited for)`,
      positive,
    )
    .option(
      "--orders <n>",
      `stop a contender after about so many orders; of tick: open ones in the larger size (${defaultLargeSize})`,
      count,
    )
    .option("--accounts <n>", `accounts of spread (${defaultAccounts})`, count)
    .option("--json", "one line of JSON in place of the table")
    .option("--picture <file>", "also draw the rates as an SVG file")
    .addHelpText("after", about)
    .showHelpAfterError()
    .parse(args, { from: "user" });
  const bench = command.args[0] as BenchName;
  const given = command.opts<Given>();
  const options: Options = {
    bench,
    callers: given.callers ?? defaults[bench].callers,
    seconds: given.seconds ?? defaults[bench].seconds,
    textbookSeconds: given.textbookSeconds ?? defaultTextbookSeconds,
    orders: given.orders,
    accounts: given.accounts ?? defaultAccounts,
    json: given.json ?? false,
    picture: given.picture && resolve(process.env["INIT_CWD"] ?? process.cwd(), given.picture),
  };
  if (bench === "spread" && options.callers > options.accounts) {
    command.error("spread needs at least as many accounts as callers: no two callers share one");
  }
  if (bench === "tick" && (options.orders ?? defaultLargeSize) < smallSize) {
    command.error(`tick needs at least ${smallSize} orders: that is its smaller size`);
  }
  if (bench === "tick" && options.picture) command.error("tick draws no picture");
  return options;
}
