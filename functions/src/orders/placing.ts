/** The placing path below the callable: reads the market, submits the command, tells what became of it. */
import type { z } from "zod";
import { accountView } from "../accounts/account-view.js";
import type { PlaceCommand } from "../ledger/command.js";
import type { Submission } from "../ledger/fold.js";
import type { OrderRecord } from "../ledger/order-record.js";
import type { RequestRecord } from "../ledger/record.js";
import { formatFixed, formatShortest, parseDecimal, readDecimal } from "../money/amount.js";
import { settlementScale, type TradableTerms } from "../money/asset.js";
import type { Context } from "../platform/context.js";
import { DomainError, invalidField } from "../platform/errors.js";
import { settled } from "../platform/outcome.js";
import { quoteTerms, type QuoteRecord } from "../prices/quote.js";
import type { Settings } from "../settings/store.js";
import type { PlaceOutput, placeInput } from "./contract.js";
import { orderView } from "./order-view.js";

export type PlaceRequest = z.output<typeof placeInput>;

/**
 * Places an order.
 * @throws DomainError where the kernel refuses, the asset is not there or the quantity does not fit its scale
 */
export async function placeOrder(context: Context, uid: string, input: PlaceRequest): Promise<PlaceOutput> {
  const { assetId } = input;
  const [terms, quote, settings] = await Promise.all([
    context.terms(assetId),
    context.quotes(assetId),
    context.settings(),
  ]);
  if (!terms)
    throw new DomainError("asset_not_found", { issues: [{ field: "assetId", message: "is not known" }] });
  const outcome = await context.committer.submit(uid, placeSubmission(input, terms, quote, settings));
  const { record, account, replayed } = settled(outcome);
  return { order: orderView(record as OrderRecord), account: accountView(account), replayed };
}

/** The input as the committer takes it. @throws DomainError where the quantity does not fit the asset's scale */
export function placeSubmission(
  input: PlaceRequest,
  terms: TradableTerms,
  quote: QuoteRecord | undefined,
  { limits, maxQuoteAgeMs }: Settings,
): Submission {
  const { orderId, side, type } = input;
  const size = sizeOf(input, terms);
  return {
    command: { kind: "place", orderId, side, type, size },
    context: { limits, market: { terms, quote: quote ? quoteTerms(quote, terms, maxQuoteAgeMs) : null } },
    request: requestOf(input, size, terms),
  };
}

function sizeOf(input: PlaceRequest, terms: TradableTerms): PlaceCommand["size"] {
  if (input.notional !== undefined) return { notional: readDecimal(input.notional, settlementScale) };
  const quantity = parseDecimal(input.quantity, terms.scale);
  if (typeof quantity === "bigint") return { quantity };
  throw invalidField("quantity", `must have at most ${terms.scale} decimals for ${terms.assetId}`);
}

/** The input as a repeat must match it: "0.50" and "0.5" are the same quantity. */
function requestOf(
  { assetId, side, type }: PlaceRequest,
  size: PlaceCommand["size"],
  terms: TradableTerms,
): RequestRecord {
  return "quantity" in size
    ? { assetId, side, type, quantity: formatShortest(size.quantity, terms.scale) }
    : { assetId, side, type, notional: formatFixed(size.notional, settlementScale) };
}
