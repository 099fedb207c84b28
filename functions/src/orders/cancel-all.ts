import { accountView } from "../accounts/account-view.js";
import type { Account } from "../ledger/account.js";
import { isResting } from "../ledger/order.js";
import { readAccountNow } from "../ledger/queries.js";
import { callable, everyRole } from "../platform/callable.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { cancelOrder } from "./cancelling.js";
import { cancelAllInput, type CancelAllOutput } from "./contract.js";

const policy = {
  name: "orders-cancelAll",
  roles: everyRole,
  rateClass: "trade",
  input: cancelAllInput,
} as const;

/** Orders that are cancelled leave at most their legs open, and those leave none. */
const roundsMax = 3;

type Result = CancelAllOutput["results"][number];

/** Cancels every open order of the caller, of one asset or of all: one result an order. */
export const cancelAll = callable(policy, async (context, { uid, input }): Promise<CancelAllOutput> => {
  const results = new Map<string, Result>();
  for (let round = 0; round < roundsMax; round++) {
    const ids = restingIds(await readAccountNow(context.db, uid), input.assetId);
    const left = ids.filter((orderId) => !results.has(orderId));
    if (left.length === 0) break;
    const done = await Promise.all(left.map((orderId) => resultOf(context, uid, orderId)));
    for (const result of done) results.set(result.orderId, result);
  }
  const account = await readAccountNow(context.db, uid);
  return { results: [...results.values()], account: accountView(account) };
});

/** Orders that rest. Legs that are held go with their parents. */
const restingIds = (account: Account, assetId: string | undefined) =>
  [...account.orders.values()]
    .filter((order) => isResting(order) && (assetId === undefined || order.assetId === assetId))
    .map(({ orderId }) => orderId);

async function resultOf(context: Context, uid: string, orderId: string): Promise<Result> {
  try {
    const { order } = await cancelOrder(context, uid, orderId);
    return { orderId, order, reason: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { orderId, order: null, reason: error.reason };
  }
}
