import { callable } from "../platform/callable.js";
import { unblockInput, type UnblockOutput } from "../security/contract.js";
import { subjectOf } from "../security/showing.js";

const roles = ["operator", "admin"] as const;
const policy = { name: "ops-unblock", roles, rateClass: "admin", input: unblockInput } as const;

/** Ends a block that was for a time, whatever led to it, and forgets the failures counted so far. */
export const unblock = callable(policy, async (context, { uid: by, input }): Promise<UnblockOutput> => {
  const lifted = await context.denials.lift(subjectOf(input.subject), by);
  return { replayed: !lifted };
});
