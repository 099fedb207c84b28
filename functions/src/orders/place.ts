import { callable, everyRole } from "../platform/callable.js";
import { placeInput } from "./contract.js";
import { placeOrder } from "./placing.js";

const policy = { name: "orders-place", roles: everyRole, rateClass: "trade", input: placeInput } as const;

/** Places an order on the caller's account; a market order fills within this call. */
export const place = callable(policy, (context, { uid, input }) => placeOrder(context, uid, input));
