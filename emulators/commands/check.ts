import { Command } from "commander";
import { runCommand } from "../stack/run-command.js";
import { withRun } from "../stack/with-run.js";

new Command("npm run check")
  .description("Types, lint, format, import direction and dead exports of all workspaces.")
  .parse();

process.exit(
  await withRun((run) => runCommand(["npm", "run", "--silent", "check:all"], process.env, run.signal)),
);
