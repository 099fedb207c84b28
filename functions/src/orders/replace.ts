import { readOrder } from "../ledger/queries.js";
import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { replaceInput, type ReplaceOutput } from "./contract.js";
import { marketContext } from "./market-context.js";
import { orderView } from "./order-view.js";
import { submitOrder } from "./placing.js";
import { replaceSubmission } from "./submission.js";

const policy = { name: "orders-replace", roles: everyRole, rateClass: "trade", input: replaceInput } as const;

/** Replaces an open order by a new one in the same commit; both name each other. */
export const replace = callable(policy, async (context, { uid, input }): Promise<ReplaceOutput> => {
  const known = await readOrder(context.db, uid, input.orderId);
  if (!known) throw new DomainError("order_not_found");
  const market = await marketContext(context, uid, known.assetId);
  const output = await submitOrder(context, uid, replaceSubmission(input, market));
  const replaced = (await readOrder(context.db, uid, input.orderId)) ?? known;
  return { ...output, replaced: orderView(replaced) };
});
