import { callable, everyRole } from "../platform/callable.js";
import { closeInput } from "./contract.js";
import { marketContext } from "./market-context.js";
import { submitOrder } from "./placing.js";
import { closeSubmission } from "./submission.js";

const policy = { name: "orders-close", roles: everyRole, rateClass: "trade", input: closeInput } as const;

/** Closes a position at the market, whole or in part; the quantity is worked out on the state that commits. */
export const close = callable(policy, async (context, { uid, input }) => {
  const market = await marketContext(context, uid, input.assetId);
  return submitOrder(context, uid, closeSubmission(input, market));
});
