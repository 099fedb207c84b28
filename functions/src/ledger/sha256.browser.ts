/**
 * SHA-256 for web pages: they take this file in place of `sha256.ts` (`imports` of `package.json`). WebCrypto only
 * answers later, and the audit does not wait.
 */
import { sha256 as hashing } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** As `sha256` of `sha256.ts`. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = hashing.create();
  for (const part of parts) hash.update(typeof part === "string" ? utf8ToBytes(part) : part);
  return bytesToHex(hash.digest());
}
