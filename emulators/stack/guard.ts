// Outlives the launcher by a moment, for the one end that the launcher cannot handle itself: being killed. Its
// input then closes, and it ends every process of the run. It is told the ids of helpers, one a line.
import { createInterface } from "node:readline";
import { killOwn } from "./processes.js";

const [tag = ""] = process.argv.slice(2);
const helpers = new Set<number>();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => helpers.add(Number(line)));
lines.on("close", () => {
  void killOwn({ tag, helpers }).then(() => process.exit(0));
});
