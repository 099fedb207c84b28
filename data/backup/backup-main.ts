/** `npm run backup`: copies everything that the emulators keep into a folder. See `docs/backup.md`. */
import { Command } from "commander";
import { backUp } from "./backing-up.js";
import { addPlaceOptions, fromCaller, manifestText, placeOptions, runCommand } from "./options.js";
import { openPlace } from "./place.js";

const command = addPlaceOptions(new Command("npm run backup --"))
  .description(
    "Copies documents, sign-ins and files of the running emulators into a folder, with a manifest.",
  )
  .requiredOption("--out <folder>", "the folder that is made; it must not be there")
  .parse();

await runCommand(async () => {
  const folder = fromCaller(command.opts<{ out: string }>().out);
  const startedMs = performance.now();
  const manifest = await backUp(openPlace(placeOptions(command), process.env), folder);
  console.log(manifestText(manifest));
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(
    `in ${folder} after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, ${peak} MiB of memory`,
  );
  return 0;
});
