import { callable, everyRole } from "../platform/callable.js";
import { moveInput } from "./contract.js";
import { moveMoney } from "./moving.js";

const policy = { name: "accounts-deposit", roles: everyRole, rateClass: "money", input: moveInput } as const;

/** Adds USD to the caller's account, within the deposit limit of the UTC day. */
export const deposit = callable(policy, (context, { uid, input }) =>
  moveMoney(context, uid, "deposit", input),
);
