import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { defaultConfigFile, readPorts } from "../stack/addresses.js";
import { clientEnvironment } from "../stack/environment.js";
import { repeatableStack } from "../stack/options.js";
import { isFree } from "../stack/ports.js";
import { runCommand } from "../stack/run-command.js";
import { withRun } from "../stack/with-run.js";
import { withStack } from "../stack/with-stack.js";

new Command("npm run demo")
  .description(
    "A new user signs up, deposits, trades and watches, through the Firebase SDK. Uses the stack of `npm start` " +
      "when it runs, and starts one for itself otherwise.",
  )
  .parse();

const script = fileURLToPath(new URL("../demo/demo.ts", import.meta.url));
const demo = [process.execPath, ...process.execArgv, script];
const ports = readPorts(defaultConfigFile);

const code = (await isFree(ports.functions))
  ? await withStack(repeatableStack, (stack, signal) =>
      runCommand(demo, { ...process.env, ...stack.environment }, signal),
    )
  : await withRun((run) =>
      runCommand(demo, { ...process.env, ...clientEnvironment(ports, repeatableStack.only) }, run.signal),
    );
process.exit(code);
