import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir } from "../stack/paths.js";
import { runTool } from "./run-tool.js";

/** Anything that changes what is in the jar: texts, and for big files their path, size and time. */
export type KeyPart = { text: string } | { file: string };

/** The jar made from these parts, made now if it is not in the cache. */
export async function cachedJar(
  name: string,
  key: readonly KeyPart[],
  make: (folder: string, jar: string) => Promise<void>,
): Promise<string> {
  const jars = join(cacheDir, "jars");
  const jar = join(jars, `${name}-${hashOf(key)}.jar`);
  if (existsSync(jar)) return jar;
  await mkdir(jars, { recursive: true });
  const folder = await mkdtemp(join(jars, `${name}-`));
  try {
    const unfinished = join(folder, "made.jar");
    await make(folder, unfinished);
    // A rename is atomic: another launcher of the same clone sees no jar or a whole one.
    await rename(unfinished, jar);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return jar;
}

function hashOf(parts: readonly KeyPart[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update("text" in part ? part.text : identityOf(part.file)).update("\0");
  return hash.digest("hex").slice(0, 16);
}

function identityOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

/** Packs a folder of classes (or nothing) under a manifest. */
export async function packJar(
  folder: string,
  jar: string,
  attributes: Record<string, string>,
  classes?: string,
): Promise<void> {
  const manifest = join(folder, "manifest.txt");
  await writeFile(manifest, manifestText(attributes));
  await runTool("jar", [
    "--create",
    "--file",
    jar,
    "--manifest",
    manifest,
    ...(classes ? ["-C", classes, "."] : []),
  ]);
}

const manifestLineBytes = 72;

/** A manifest line holds 72 bytes; what is longer goes on in lines that begin with a space. */
function manifestText(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      const line = `${name}: ${value}`;
      const rest =
        line.slice(manifestLineBytes).match(new RegExp(`.{1,${manifestLineBytes - 1}}`, "g")) ?? [];
      return [line.slice(0, manifestLineBytes), ...rest.map((part) => ` ${part}`)].join("\n");
    })
    .concat("")
    .join("\n");
}
