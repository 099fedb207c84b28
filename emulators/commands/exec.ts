import { Command } from "commander";
import { addStackOptions, readStackOptions } from "../stack/options.js";
import { runCommand } from "../stack/run-command.js";
import { withStack } from "../stack/with-stack.js";

const command = addStackOptions(new Command("node emulators/bootstrap.mjs exec"))
  .description(
    "Starts the stack, runs a command against it, ends everything and exits with the command's code.",
  )
  .argument("<command...>", "the command and its arguments, after --")
  .parse();

const code = await withStack(readStackOptions(command), (stack, signal) =>
  runCommand(command.args, { ...process.env, ...stack.environment }, signal),
);
process.exit(code);
