import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../stack/paths.js";

const workspaces = ["functions", "emulators", "bench", "data", "hosting"];
const neverTests = new Set(["node_modules", "dist", "coverage", "data"]);

/** What a test needs, by the end of its name: nothing, the running stack, a browser, or stacks of its own. */
export type TestKind = "unit" | "emulator" | "browser" | "launcher";

export function kindOf(file: string): TestKind | undefined {
  const [, special] = /(?:\.(emulator|browser|launcher))?\.test\.tsx?$/.exec(file) ?? [];
  if (!/\.test\.tsx?$/.test(file)) return undefined;
  return (special as TestKind | undefined) ?? "unit";
}

/** The test files of one kind in all workspaces, as paths from the root. */
export function testFiles(kind: TestKind): string[] {
  return workspaces.flatMap((folder) => walk(folder)).filter((file) => kindOf(file) === kind);
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return neverTests.has(entry.name) || entry.name.startsWith(".") ? [] : walk(path);
    });
}
