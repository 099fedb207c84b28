/** What a backup says of itself: what is in it, how much, and the digest by which a restored copy is compared. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../target.js";

const partSchema = z.strictObject({
  file: z.string(),
  count: z.int().nonnegative(),
  /** SHA-256 of its lines, each with its line end, in the order of their names. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Part = z.infer<typeof partSchema>;

const manifestSchema = z.strictObject({
  format: z.literal("bourse-backup"),
  version: z.literal(1),
  project: z.string(),
  database: z.string(),
  takenAt: z.iso.datetime(),
  /** By kind of collection: `accounts/orders` are the orders of all accounts. Null: not part of the backup. */
  firestore: z.record(z.string(), partSchema).nullable(),
  auth: partSchema.nullable(),
  storage: partSchema.nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestFile = "manifest.json";

/** @throws UsageError where the folder is no complete backup */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestFile), "utf8");
  } catch {
    throw new UsageError(`${folder} is no backup, or one that was interrupted: it has no ${manifestFile}`);
  }
  const { success, data } = manifestSchema.safeParse(JSON.parse(text));
  if (success) return data;
  throw new UsageError(`${join(folder, manifestFile)} is not the manifest of a backup of version 1`);
}

/** Counts lines and digests them as they come. */
export function lineDigest() {
  const hash = createHash("sha256");
  let count = 0;
  return {
    add(line: string) {
      count += 1;
      hash.update(`${line}\n`);
    },
    end: () => ({ count, sha256: hash.digest("hex") }),
  };
}

/** What two copies must have in common, by name. */
export function digestsOf({ firestore, auth, storage }: Omit<Manifest, "project" | "database" | "takenAt">) {
  const parts: [string, Part | null][] = [
    ...Object.entries(firestore ?? {}),
    ["sign-ins", auth],
    ["files", storage],
  ];
  return new Map(
    parts.flatMap(([name, part]) => (part ? [[name, `${part.count} ${part.sha256}`] as const] : [])),
  );
}

/** The names of the parts in which two copies differ. */
export function differences(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): string[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .sort();
}
