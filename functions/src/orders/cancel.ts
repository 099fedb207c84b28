import { callable, everyRole } from "../platform/callable.js";
import { cancelOrder } from "./cancelling.js";
import { cancelInput } from "./contract.js";

const policy = { name: "orders-cancel", roles: everyRole, rateClass: "trade", input: cancelInput } as const;

/** Cancels one of the caller's open orders; a parent takes its legs along. */
export const cancel = callable(policy, (context, { uid, input }) => cancelOrder(context, uid, input.orderId));
