import { Command } from "commander";
import { addStackOptions, readStackOptions } from "../stack/options.js";
import { say } from "../stack/say.js";
import { readyTable } from "../stack/ready-table.js";
import { withStack } from "../stack/with-stack.js";

const command = addStackOptions(new Command("npm start --"))
  .description(
    "Runs Bourse on this machine until Ctrl-C: builds what is stale, starts every part, writes the seed.",
  )
  .parse();

const startedAt = Date.now();
const interrupted = 130;

const code = await withStack({ ...readStackOptions(command), warnings: true }, async (stack) => {
  console.log(readyTable(stack));
  console.log(`ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C ends it`);
  return new Promise<never>(() => undefined);
});
// Ctrl-C is how this command is meant to end.
if (code === interrupted) say("stopped");
process.exit(code === interrupted ? 0 : code);
