import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SetupError } from "../stack/say.js";

const toolDeadlineMs = 120_000;
const run = promisify(execFile);

/** A tool of the JDK is missing or has failed. */
export class ToolError extends SetupError {}

/** Runs a tool of the JDK and shows what it said when it fails. */
export async function runTool(tool: string, args: string[]): Promise<void> {
  try {
    await run(tool, args, { timeout: toolDeadlineMs });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === "ENOENT") throw new ToolError(`${tool} is not on the PATH: install a JDK, Java 21 or newer`);
    throw new ToolError(`${tool} failed:\n${stderr ?? String(error)}`);
  }
}
