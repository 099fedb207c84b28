import { readOrder, readOrderEntries } from "../ledger/queries.js";
import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { getInput, type GetOutput } from "./contract.js";
import { orderView } from "./order-view.js";

const policy = { name: "orders-get", roles: everyRole, rateClass: "read", input: getInput } as const;

/** One of the caller's orders with its legs, its fills and its entries, oldest first. */
export const get = callable(policy, async (context, { uid, input }): Promise<GetOutput> => {
  const { orderId } = input;
  const [order, entries] = await Promise.all([
    readOrder(context.db, uid, orderId),
    readOrderEntries(context.db, uid, orderId),
  ]);
  if (!order) throw new DomainError("order_not_found");
  const legs = await Promise.all(order.legIds.map((legId) => readOrder(context.db, uid, legId)));
  const fills = entries.flatMap(({ entryId, seq, at, fill }) =>
    fill ? [{ entryId, seq, at, ...fill }] : [],
  );
  return {
    order: orderView(order),
    legs: legs.flatMap((leg) => (leg ? [orderView(leg)] : [])),
    fills,
    entries,
  };
});
