/** The placing path below the callables: reads the market, submits the command, tells what became of it. */
import { accountView } from "../accounts/account-view.js";
import type { Submission } from "../ledger/fold.js";
import type { OrderRecord } from "../ledger/order-record.js";
import type { Context } from "../platform/context.js";
import { settled } from "../platform/outcome.js";
import type { PlaceOutput } from "./contract.js";
import { marketContext } from "./market-context.js";
import { orderView } from "./order-view.js";
import { placeSubmission, type PlaceRequest } from "./submission.js";

/**
 * Places an order.
 * @throws DomainError where the kernel refuses, the asset is not there or an amount does not fit its scales
 */
export async function placeOrder(context: Context, uid: string, input: PlaceRequest): Promise<PlaceOutput> {
  const market = await marketContext(context, uid, input.assetId);
  return submitOrder(context, uid, placeSubmission(input, market));
}

/** Submits a command that an order's record proves. */
export async function submitOrder(
  context: Context,
  uid: string,
  submission: Submission,
): Promise<PlaceOutput> {
  const { record, account, replayed } = settled(await context.committer.submit(uid, submission));
  return { order: orderView(record as OrderRecord), account: accountView(account), replayed };
}
