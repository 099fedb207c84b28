// Outlives the launcher by a moment, for the ends that it cannot handle itself: being killed, or starting something
// while it is already cleaning up. Its input closes with the launcher, and it ends what is left of the run.
import { once } from "node:events";
import { killTagged } from "./processes.js";

const [tag = ""] = process.argv.slice(2);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => undefined);

await once(process.stdin.resume(), "close");
await killTagged(tag);
process.exit(0);
