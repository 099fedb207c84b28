import { callable } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { blockInput, type BlockOutput } from "../security/contract.js";
import { denialView, subjectOf } from "../security/showing.js";

const roles = ["operator", "admin"] as const;
const policy = { name: "ops-block", roles, rateClass: "admin", input: blockInput } as const;

/** Blocks an address or a user for a time, everywhere from the next call on. Admins are blocked by admins only. */
export const block = callable(policy, async (context, { uid: by, role, input }): Promise<BlockOutput> => {
  const subject = subjectOf(input.subject);
  if (subject.kind === "user") {
    if (subject.who === by) throw new DomainError("own_standing_is_fixed");
    const standing = await context.standings.readFresh(subject.who);
    if (!standing.known) throw new DomainError("user_not_found");
    if (standing.role === "admin" && role !== "admin") throw new DomainError("not_allowed");
  }
  const forMs = input.minutes * 60_000;
  const denial = await context.denials.impose(subject, { why: input.why, by, forMs });
  return { denial: denialView(denial) };
});
