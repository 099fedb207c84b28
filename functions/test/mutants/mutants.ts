/**
 * Bugs put in on purpose: those that others shipped (`semantics.md`, section 10), and one for each promise of the
 * kernel, the committer and the store. Each is a textual change of the source, and some test must catch it.
 */
import { committerMutants, storeMutants } from "./committer-mutants.js";
import { kernelMutants, recordMutants } from "./kernel-mutants.js";
import type { Mutant } from "./mutant.js";

export const mutants: readonly Mutant[] = [
  ...kernelMutants,
  ...recordMutants,
  ...committerMutants,
  ...storeMutants,
];

/** One of each kind, for the unit tests. */
export const shortList: readonly string[] = [
  "a sale of what is not held",
  "a daily limit is checked outside the commit, on the state before the group",
  "fees round down, in the user's favour",
  "two commits of one pending amount both succeed: the guard is whatever stands there",
  "a refusal is a guess while an earlier commit may still take effect",
  "a repeated id fills twice: documents are named by what the state was",
];
