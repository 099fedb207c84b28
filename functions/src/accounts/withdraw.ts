import { callable, everyRole } from "../platform/callable.js";
import { moveInput } from "./contract.js";
import { moveMoney } from "./moving.js";

const policy = { name: "accounts-withdraw", roles: everyRole, rateClass: "money", input: moveInput } as const;

/** Takes USD from the caller's account, within its balance and the withdrawal limit of the UTC day. */
export const withdraw = callable(policy, (context, { uid, input }) =>
  moveMoney(context, uid, "withdraw", input),
);
