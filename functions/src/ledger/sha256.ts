/** SHA-256, which chains entries and lines. Web pages, which have no `node:crypto`, get `sha256.browser.ts`. */
import { createHash } from "node:crypto";

/** @returns in hex, the SHA-256 of the parts one after the other; texts count as their UTF-8 bytes */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
