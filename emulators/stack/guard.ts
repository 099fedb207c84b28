// Outlives the launcher by a moment, for the ends that it cannot handle itself: being killed, or starting something
// while it is already cleaning up. Its input closes with the launcher, and it ends what is left of the run and
// removes its files.
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { temporaryDirOf } from "./paths.js";
import { killTagged } from "./processes.js";

const [tag = ""] = process.argv.slice(2);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => undefined);

await once(process.stdin.resume(), "close");
await killTagged(tag);
await rm(temporaryDirOf(tag), { recursive: true, force: true });
process.exit(0);
