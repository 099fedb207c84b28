/** `npm run restore`: brings a backup back into the emulators and compares. See `docs/backup.md`. */
import { Command } from "commander";
import { addPlaceOptions, fromCaller, manifestText, placeOptions, runCommand } from "./options.js";
import { openPlace } from "./place.js";
import { restore } from "./restoring.js";

const command = addPlaceOptions(new Command("npm run restore --"))
  .description(
    "Brings a backup back into the running emulators, and proves it by the digests of its manifest.",
  )
  .requiredOption("--from <folder>", "what npm run backup has made")
  .option("--wipe", "delete what is there first", false)
  .parse();

await runCommand(async () => {
  const { from, wipe } = command.opts<{ from: string; wipe: boolean }>();
  const startedMs = performance.now();
  const { manifest, differing } = await restore(
    openPlace(placeOptions(command), process.env),
    fromCaller(from),
    wipe,
  );
  console.log(manifestText(manifest));
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  if (differing.length > 0) {
    console.error(`after ${seconds} s these are not as in the backup: ${differing.join(", ")}`);
    return 1;
  }
  console.log(`restored in ${seconds} s: every digest is that of the backup`);
  return 0;
});
