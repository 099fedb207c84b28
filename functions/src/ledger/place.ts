/**
 * Placing: an order is checked, sized and made from its command; then it enters the market (`enter.ts`), where it
 * fills, rests, or does first the one and then the other.
 */
import type { TradableTerms } from "../money/asset.js";
import { quantityOf, type Account } from "./account.js";
import type { DecisionContext, Limits, PlaceCommand, QuoteTerms } from "./command.js";
import { entryTime, type Decision } from "./conclude.js";
import { enter } from "./enter.js";
import { expiryOf, expiryProblem } from "./expiry.js";
import { cents, units } from "./facts.js";
import { legsOf } from "./legs.js";
import { collarPriceOf, percentScale, trailingStop, type Order, type TimeInForce } from "./order.js";
import { legProblem, priceProblem } from "./price-checks.js";
import { quantityForNotional, valueOf } from "./pricing.js";
import { reject, type Rejection } from "./rejection.js";

export function decidePlace(
  account: Account,
  command: PlaceCommand,
  context: DecisionContext,
): Decision | Rejection {
  if (!context.market) throw new TypeError("a place command is decided with its market");
  const { terms, quote } = context.market;
  const refusal = tradingProblem(command.side, terms, quote, context);
  if (refusal) return refusal;
  const current = quote as QuoteTerms;
  const bracket = command.takeProfit !== undefined || command.stopLoss !== undefined;
  const until = { timeInForce: timeInForceOf(command), expiresAtMs: command.expiresAtMs ?? null };
  const problem =
    expiryProblem(account, until, context) ??
    priceProblem(command, terms, current, context.limits) ??
    legProblem(command, terms, current);
  if (problem) return problem;
  const quantity = quantityFor(account, command, terms, current, context.limits);
  const order = freshOrder(account, command, terms, current, quantity, context);
  const sizeProblem = sizeRefusal(account, order, command, terms, current, context.limits);
  if (sizeProblem) return sizeProblem;
  const legs = bracket
    ? legsOf(order, command, { ...until, expiresAtMs: expiryOf(account, until, context) })
    : [];
  const named = legs.length > 0 ? { ...order, legIds: legs.map(({ orderId }) => orderId) } : order;
  return enter(account, named, legs, null, current, terms, context);
}

/** What forbids trading at all, now. */
export function tradingProblem(
  side: Order["side"],
  terms: TradableTerms,
  quote: QuoteTerms | null,
  context: DecisionContext,
): Rejection | null {
  const { assetId } = terms;
  if (context.halt) return reject("trading_is_halted", { scope: context.halt });
  if (terms.status === "halted") return reject("asset_is_halted", { assetId });
  if (terms.status === "delisted" && side === "buy") return reject("asset_is_delisted", { assetId });
  if (!quote) return reject("quote_is_missing", { assetId });
  const ageMs = context.nowMs - quote.asOfMs;
  if (quote.validForMs !== null && ageMs > quote.validForMs) {
    return reject("quote_is_stale", { ageMs: String(ageMs), validForMs: String(quote.validForMs) });
  }
  return null;
}

const timeInForceOf = ({ type, timeInForce, takeProfit, stopLoss }: PlaceCommand): TimeInForce =>
  timeInForce ?? (type === "market" && !takeProfit && !stopLoss ? "ioc" : "gtc");

function quantityFor(
  account: Account,
  { size }: PlaceCommand,
  terms: TradableTerms,
  quote: QuoteTerms,
  { feeRate }: Limits,
): bigint {
  if ("quantity" in size) return size.quantity;
  if ("notional" in size) return quantityForNotional(size.notional, quote.price, terms, feeRate);
  const held = quantityOf(account, terms.assetId);
  if (size.percent === percentScale) return held;
  const share = (held * size.percent) / percentScale;
  return share - (share % terms.quantityStep);
}

function freshOrder(
  account: Account,
  command: PlaceCommand,
  terms: TradableTerms,
  quote: QuoteTerms,
  quantity: bigint,
  context: DecisionContext,
): Order {
  const { orderId, side, type, size, limitPrice = null, trail = null } = command;
  const atMs = entryTime(account, context);
  const mark = trail ? quote.price : null;
  const stopPrice = trail ? trailingStop(side, quote.price, trail) : (command.stopPrice ?? null);
  const unlimited = side === "buy" && limitPrice === null && stopPrice !== null;
  // A market order with legs lends them its time; itself it fills at once or not.
  const timeInForce = type === "market" ? "ioc" : timeInForceOf(command);
  const until = { timeInForce, expiresAtMs: command.expiresAtMs ?? null };
  return {
    ...{ orderId, side, type, timeInForce, quantity, limitPrice, stopPrice, trail, mark },
    groupId: orderId,
    assetId: terms.assetId,
    status: "open",
    trigger: stopPrice === null ? "none" : "pending",
    scale: terms.scale,
    priceScale: terms.priceScale,
    notional: "notional" in size ? size.notional : null,
    collarPrice: unlimited ? collarPriceOf(stopPrice, terms.priceScale) : null,
    expiresAtMs: expiryOf(account, until, context),
    filledQuantity: 0n,
    exactValue: 0n,
    filledValue: 0n,
    fee: 0n,
    feeRate: context.limits.feeRate,
    hold: 0n,
    parentId: null,
    legIds: [],
    replaces: null,
    replacedBy: null,
    reason: null,
    acceptedSeq: account.seq + 1,
    tickSequence: quote.sequence,
    entryCount: 0,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
}

/** What forbids an order of this size. */
export function sizeRefusal(
  account: Account,
  order: Order,
  { size }: { readonly size: PlaceCommand["size"] },
  terms: TradableTerms,
  quote: QuoteTerms,
  limits: Limits,
): Rejection | null {
  const { quantity, side, limitPrice, stopPrice } = order;
  const sized = "notional" in size ? "notional" : "quantity" in size ? "quantity" : "percent";
  // What is left of a holding may always be sold whole, however small or odd it has become.
  const closes = side === "sell" && quantity > 0n && quantity === quantityOf(account, terms.assetId);
  if (!closes && sized === "quantity" && quantity % terms.quantityStep !== 0n) {
    return reject("quantity_off_step", { step: units(terms.quantityStep, terms) }, "quantity");
  }
  const value = valueOf(quantity, limitPrice ?? stopPrice ?? quote.price, terms, side);
  // A notional is what the user pays, fee inside: the minimum is asked of it, not of what the fee leaves.
  const offered = "notional" in size ? size.notional : value;
  if (!closes && offered < limits.minOrderValue) {
    return reject("order_value_below_minimum", { minimum: cents(limits.minOrderValue) }, sized);
  }
  if (!closes && (quantity < terms.minQuantity || quantity === 0n)) {
    return reject("quantity_below_minimum", { minimum: units(terms.minQuantity, terms) }, sized);
  }
  if (value > limits.maxOrderValue) {
    return reject("order_value_above_maximum", { maximum: cents(limits.maxOrderValue) }, sized);
  }
  return null;
}
