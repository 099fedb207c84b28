import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, wherever the command was started. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Things that are made on this machine and can be made again: jars, logs. Git ignores it. */
export const cacheDir = fileURLToPath(new URL("../../.cache", import.meta.url));

/** What a run may leave while it lasts: sockets, blobs, settings. Its guard removes it. */
export function temporaryDirOf(tag: string): string {
  return join(tmpdir(), `bourse-${tag}`);
}
