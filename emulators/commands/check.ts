import { Command } from "commander";
import { withRun } from "../stack/with-run.js";
import { checkAll } from "../test-run/check-all.js";

new Command("npm run check")
  .description("Types, lint, format, import direction and dead exports of all workspaces.")
  .parse();

process.exit(await withRun((run) => checkAll(run.signal)));
