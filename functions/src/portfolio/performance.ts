import { callable, everyRole } from "../platform/callable.js";
import { performanceInput } from "./contract.js";
import { performanceOf } from "./performing.js";

const policy = {
  name: "portfolio-performance",
  roles: everyRole,
  rateClass: "read",
  input: performanceInput,
} as const;

/** Equity, returns and drawdown of the caller's portfolio over a range that ends now. */
export const performance = callable(policy, (context, { uid, input }) =>
  performanceOf(context, uid, input.range),
);
