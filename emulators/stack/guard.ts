// Outlives the launcher by a moment, for the ends that it cannot handle itself: being killed, or starting something
// while it is already cleaning up. Its input closes with the launcher, and it ends what is left of the run. It is
// told the ids of helpers, one a line.
import { createInterface } from "node:readline";
import { commandOf, killOwn } from "./processes.js";

const [tag = ""] = process.argv.slice(2);
const helpers = new Map<number, string>();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  helpers.set(Number(line), await commandOf(Number(line)));
}
await killOwn({ tag, helpers });
process.exit(0);
