import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.js";
import { say, SetupError } from "./say.js";

interface Workspace {
  folder: string;
  /** What the build reads. The web app's bundle holds the contracts of the functions. */
  sources: string[];
}

const workspaces: Workspace[] = [
  { folder: "functions", sources: ["functions"] },
  { folder: "hosting", sources: ["hosting", "functions/src"] },
];
const neverSources = new Set(["dist", "node_modules", "test", "coverage", ".cache"]);

/** Builds what is missing or older than its sources. */
export async function buildStale(folders: readonly string[]): Promise<void> {
  for (const workspace of workspaces) {
    if (!folders.includes(workspace.folder) || !hasBuildScript(workspace.folder)) continue;
    if (isFresh(workspace)) continue;
    say(`building ${workspace.folder}`);
    await build(workspace.folder);
  }
}

function hasBuildScript(folder: string): boolean {
  const file = join(root, folder, "package.json");
  if (!existsSync(file)) return false;
  const { scripts } = JSON.parse(readFileSync(file, "utf8")) as { scripts?: Record<string, string> };
  return scripts?.["build"] !== undefined;
}

function isFresh({ folder, sources }: Workspace): boolean {
  const built = newestIn(join(root, folder, "dist"));
  return built > 0 && built >= Math.max(...sources.map((source) => newestIn(join(root, source))));
}

/** The newest modification time below a folder, 0 when there is none. Hidden files are not outputs or sources. */
function newestIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return neverSources.has(entry.name) ? 0 : newestIn(path);
      return /\.test\.tsx?$/.test(entry.name) ? 0 : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

async function build(folder: string): Promise<void> {
  const child = spawn("npm", ["run", "build", "--silent", "-w", `@bourse/${folder}`], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new SetupError(`the build of ${folder} failed:\n${output.join("")}`);
}
