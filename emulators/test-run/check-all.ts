import { runCommand } from "../stack/run-command.js";

/** What runs side by side; within a lane, one after the other. The linter takes as long as all the rest. */
const lanes = [["check:lint"], ["check:types", "check:rest"]];

type Urgency = "now" | "beside other work";

/** Takes only what the processors have to spare. */
const nice = ["nice", "-n", "19"];

/** Types, lint, format, import direction, dead exports and secrets of all workspaces; answers the exit code. */
export async function checkAll(signal: AbortSignal, urgency: Urgency = "now"): Promise<number> {
  const prefix = urgency === "now" ? [] : nice;
  const codes = await Promise.all(lanes.map((scripts) => runLane([...prefix, "npm"], scripts, signal)));
  return Math.max(...codes);
}

async function runLane(
  npm: readonly string[],
  scripts: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  for (const script of scripts) {
    const code = await runCommand([...npm, "run", "--silent", script], process.env, signal);
    if (code !== 0) return code;
  }
  return 0;
}
