/**
 * A market order fills inside the commit that places it, at the current quote, with the whole depth: what the
 * depth does not cover is cancelled. Hold, fill and release are netted into one entry.
 */
import { divide, formatFixed, formatShortest } from "../money/amount.js";
import { settlementAssetId, settlementScale, valueDivisor, type TradableTerms } from "../money/asset.js";
import { balanceOf, positionOf, quantityOf, type Account } from "./account.js";
import type { DecisionContext, Limits, PlaceCommand, QuoteTerms } from "./command.js";
import { conclude, entryTime, type Decision } from "./conclude.js";
import { move, openDraft, type PositionChange } from "./entry.js";
import type { Order } from "./order.js";
import { reject, type Rejection } from "./rejection.js";

/** Fee rates count millionths. */
const feeRateScale = 1_000_000n;

/** Fee on a value in cents, rounded up. */
export function feeOn(value: bigint, feeRate: bigint): bigint {
  return divide(value * feeRate, feeRateScale, "up");
}

/** Cost of buying (rounded up) or proceeds of selling (rounded down) a quantity at a price, in cents. */
export function valueOf(quantity: bigint, price: bigint, terms: TradableTerms, side: "buy" | "sell"): bigint {
  return divide(quantity * price, valueDivisor(terms), side === "buy" ? "up" : "down");
}

/** What a market order would do, before it is known whether the account can. */
type Execution = { quantity: bigint; filled: bigint; price: bigint; value: bigint; fee: bigint };

export function decideMarketOrder(
  account: Account,
  command: PlaceCommand,
  context: DecisionContext,
): Decision | Rejection {
  if (!context.market) throw new TypeError("a place command is decided with its market");
  const { terms, quote } = context.market;
  const refusal = refuseMarket(command, terms, quote, context);
  if (refusal) return refusal;
  const execution = execute(account, command, terms, quote as QuoteTerms, context.limits);
  if ("accepted" in execution) return execution;
  return command.side === "buy"
    ? buy(account, command, terms, execution, context)
    : sell(account, command, terms, execution, context);
}

function refuseMarket(
  command: PlaceCommand,
  terms: TradableTerms,
  quote: QuoteTerms | null,
  context: DecisionContext,
): Rejection | null {
  const { assetId } = terms;
  if (terms.status === "halted") return reject("asset_is_halted", { assetId });
  if (terms.status === "delisted" && command.side === "buy") return reject("asset_is_delisted", { assetId });
  if (!quote) return reject("quote_is_missing", { assetId });
  const ageMs = context.nowMs - quote.asOfMs;
  if (quote.validForMs !== null && ageMs > quote.validForMs) {
    return reject("quote_is_stale", { ageMs: String(ageMs), validForMs: String(quote.validForMs) });
  }
  return null;
}

function execute(
  account: Account,
  command: PlaceCommand,
  terms: TradableTerms,
  quote: QuoteTerms,
  limits: Limits,
): Execution | Rejection {
  const { price } = quote;
  const sized = "quantity" in command.size ? "quantity" : "notional";
  const quantity =
    "quantity" in command.size
      ? command.size.quantity
      : quantityForNotional(command.size.notional, price, terms, limits.feeRate);
  if (sized === "quantity" && quantity % terms.quantityStep !== 0n) {
    return reject("quantity_off_step", { step: units(terms.quantityStep, terms) }, "quantity");
  }
  const value = valueOf(quantity, price, terms, command.side);
  // What is left of a holding may always be sold whole, however small it has become.
  const closes = command.side === "sell" && quantity === quantityOf(account, terms.assetId) && quantity > 0n;
  // A notional is what the user pays, fee inside: the minimum is asked of it, not of what the fee leaves.
  const offered = "notional" in command.size ? command.size.notional : value;
  if (!closes && offered < limits.minOrderValue) {
    return reject("order_value_below_minimum", { minimum: cents(limits.minOrderValue) }, sized);
  }
  if (!closes && (quantity < terms.minQuantity || quantity === 0n)) {
    return reject("quantity_below_minimum", { minimum: units(terms.minQuantity, terms) }, sized);
  }
  if (value > limits.maxOrderValue) {
    return reject("order_value_above_maximum", { maximum: cents(limits.maxOrderValue) }, sized);
  }
  const depth = quote.depth === null ? quantity : quote.depth - (quote.depth % terms.quantityStep);
  const filled = depth < quantity ? depth : quantity;
  if (filled <= 0n) return reject("quote_has_no_depth");
  const filledValue = filled === quantity ? value : valueOf(filled, price, terms, command.side);
  return { quantity, filled, price, value: filledValue, fee: feeOn(filledValue, limits.feeRate) };
}

/** The largest quantity on the step whose cost and fee together stay inside the notional. */
export function quantityForNotional(
  notional: bigint,
  price: bigint,
  terms: TradableTerms,
  feeRate: bigint,
): bigint {
  const step = terms.quantityStep;
  const fits = (steps: bigint) => {
    const cost = valueOf(steps * step, price, terms, "buy");
    return cost + feeOn(cost, feeRate) <= notional;
  };
  const stepsFor = (money: bigint) =>
    (money * valueDivisor(terms) * feeRateScale) / (price * (feeRateScale + feeRate) * step);
  // Without rounding the answer is `stepsFor(notional)`; the two roundings up cost less than two cents, so it
  // lies within two cents' worth of steps below. The total never falls as steps grow: search by halves.
  let tooMany = stepsFor(notional) + 1n;
  let enough = notional > 2n ? stepsFor(notional - 2n) : 0n;
  if (!fits(enough)) enough = 0n;
  while (tooMany - enough > 1n) {
    const middle = (enough + tooMany) / 2n;
    if (fits(middle)) enough = middle;
    else tooMany = middle;
  }
  return enough * step;
}

function buy(
  account: Account,
  command: PlaceCommand,
  terms: TradableTerms,
  { quantity, filled, price, value, fee }: Execution,
  context: DecisionContext,
): Decision | Rejection {
  const { available } = balanceOf(account, settlementAssetId, settlementScale);
  const needed = value + fee;
  if (needed > available) {
    return reject("insufficient_funds", { needed: cents(needed), available: cents(available) });
  }
  const draft = openDraft(account);
  move(draft, settlementAssetId, settlementScale, "available", "market", value);
  move(draft, settlementAssetId, settlementScale, "available", "fees", fee);
  move(draft, terms.assetId, terms.scale, "market", "available", filled);
  const position = { assetId: terms.assetId, cost: needed, realised: 0n };
  const order = closedOrder(account, command, terms, { quantity, filled, price, value, fee }, context);
  return conclude(account, context, draft, fillSubject(command, terms, order, price, position), {}, [order]);
}

function sell(
  account: Account,
  command: PlaceCommand,
  terms: TradableTerms,
  execution: Execution,
  context: DecisionContext,
): Decision | Rejection {
  const { quantity, filled, price, value, fee } = execution;
  const balance = balanceOf(account, terms.assetId, terms.scale);
  if (quantity > balance.available) {
    return reject("insufficient_holdings", {
      needed: units(quantity, terms),
      available: units(balance.available, terms),
    });
  }
  const held = balance.available + balance.held;
  const { cost } = positionOf(account, terms.assetId);
  // The last unit takes the remainder: floor(cost × held ÷ held) is the whole cost.
  const removed = divide(cost * filled, held, "down");
  const draft = openDraft(account);
  move(draft, terms.assetId, terms.scale, "available", "market", filled);
  move(draft, settlementAssetId, settlementScale, "market", "available", value);
  move(draft, settlementAssetId, settlementScale, "available", "fees", fee);
  const position = { assetId: terms.assetId, cost: -removed, realised: value - fee - removed };
  const order = closedOrder(account, command, terms, execution, context);
  return conclude(account, context, draft, fillSubject(command, terms, order, price, position), {}, [order]);
}

function closedOrder(
  account: Account,
  command: PlaceCommand,
  terms: TradableTerms,
  { quantity, filled, value, fee }: Execution,
  context: DecisionContext,
): Order {
  const atMs = entryTime(account, context);
  const whole = filled === quantity;
  return {
    orderId: command.orderId,
    assetId: terms.assetId,
    side: command.side,
    type: command.type,
    timeInForce: "ioc",
    status: whole ? "filled" : "cancelled",
    trigger: "none",
    scale: terms.scale,
    priceScale: terms.priceScale,
    quantity,
    notional: "notional" in command.size ? command.size.notional : null,
    filledQuantity: filled,
    filledValue: value,
    fee,
    feeRate: context.limits.feeRate,
    hold: 0n,
    reason: whole ? null : "depth_exhausted",
    acceptedSeq: account.seq + 1,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
}

function fillSubject(
  { orderId }: PlaceCommand,
  terms: TradableTerms,
  order: Order,
  price: bigint,
  position: PositionChange,
) {
  const { side, filledQuantity: quantity, filledValue: value, fee } = order;
  const fill = { side, quantity, price, priceScale: terms.priceScale, value, fee };
  return { entryId: `order.${orderId}.1`, kind: "fill", orderId, fill, position } as const;
}

const cents = (amount: bigint) => formatFixed(amount, settlementScale);
const units = (amount: bigint, terms: TradableTerms) => formatShortest(amount, terms.scale);
