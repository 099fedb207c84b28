/** Looks for secrets in every file that git tracks or would. Exit code 1 where there is one that is not allowed below. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../stack/paths.js";
import { findSecrets } from "./scan.js";

/** Made of nothing but hashes, or of samples on purpose. */
const allowedFiles = new Set(["package-lock.json", "emulators/secrets/scan.test.ts"]);
const bytesMax = 2 * 1024 * 1024;

/** `file:line: kind` of each finding. */
export function scanRepository(folder: string = root): string[] {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  }).split("\0");
  return [...new Set(files)]
    .filter((file) => file !== "" && !allowedFiles.has(file))
    .flatMap((file) => {
      const path = join(folder, file);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile() || stat.size > bytesMax) return [];
      const text = readFileSync(path, "utf8");
      // Pictures and archives.
      if (text.includes("\0")) return [];
      return findSecrets(text).map(({ line, kind }) => `${file}:${line}: ${kind}`);
    });
}

if (process.argv[1]?.endsWith("main.ts")) {
  const findings = scanRepository();
  for (const finding of findings) console.error(`a secret does not belong into the repository: ${finding}`);
  process.exit(findings.length > 0 ? 1 : 0);
}
