/**
 * Bugs put in on purpose: those that others shipped (`semantics.md`, section 10), and one for each promise of the
 * kernel, the committer and the store. Each is a textual change of the source, and some test must catch it.
 */
import { committerMutants, storeMutants } from "./committer-mutants.js";
import { kernelMutants, recordMutants } from "./kernel-mutants.js";
import type { Mutant } from "./mutant.js";
import { orderMutants } from "./order-mutants.js";

export const mutants: readonly Mutant[] = [
  ...kernelMutants,
  ...orderMutants,
  ...recordMutants,
  ...committerMutants,
  ...storeMutants,
];

/** The ten bugs that others shipped, in the order of `semantics.md`, section 10. */
export const shippedBugs: readonly string[] = [
  "holds are not counted when a buy is checked",
  "two commits of one pending amount both succeed: the guard is whatever stands there",
  "each fill is rounded on its own, which overshoots the hold",
  "both protective legs fill: the sibling is not cancelled",
  "a cap is checked against a price that the client sent",
  "a sale of what is not held",
  "a partial write: the account first, its records after",
  "a daily limit is checked outside the commit, on the state before the group",
  "a repeated id fills twice: documents are named by what the state was",
  "an id is made at random inside the decision",
];

/** Those and one of each other kind, for the unit tests. */
export const shortList: readonly string[] = [
  ...shippedBugs,
  "fees round down, in the user's favour",
  "a refusal is a guess while an earlier commit may still take effect",
];
