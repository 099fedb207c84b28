/** What is wrong with the prices of an order, by the asset's terms and its quote. */
import type { TradableTerms } from "../money/asset.js";
import type { Limits, PlaceCommand, QuoteTerms } from "./command.js";
import { priceText } from "./facts.js";
import { percentScale, type OrderSide, type Trail } from "./order.js";
import { reject, type Rejection } from "./rejection.js";

type Prices = Pick<PlaceCommand, "side" | "type" | "limitPrice" | "stopPrice" | "trail" | "protection">;

export function priceProblem(
  { side, limitPrice, stopPrice, trail, protection }: Prices,
  terms: TradableTerms,
  quote: QuoteTerms,
  limits: Limits,
): Rejection | null {
  const facts = { quote: priceText(quote.price, terms) };
  const off =
    offTick(limitPrice, "limitPrice", terms) ??
    offTick(stopPrice, "stopPrice", terms) ??
    (trail && trailProblem(side, trail, "trail", quote.price, terms));
  if (off) return off;
  if (limitPrice !== undefined && isFar(limitPrice, quote.price, limits.limitDistanceMax)) {
    return reject("limit_too_far", facts, "limitPrice");
  }
  if (stopPrice !== undefined && (side === "buy" ? stopPrice <= quote.price : stopPrice >= quote.price)) {
    return reject("stop_on_wrong_side", facts, "stopPrice");
  }
  if (protection !== undefined && (side === "buy" ? quote.price > protection : quote.price < protection)) {
    return reject("price_outside_protection", facts, side === "buy" ? "maxPrice" : "minPrice");
  }
  return null;
}

const isFar = (limit: bigint, quote: bigint, times: bigint) => limit > quote * times || limit * times < quote;

function offTick(price: bigint | undefined, field: string, terms: TradableTerms): Rejection | null {
  if (price === undefined || (price > 0n && price % terms.tickSize === 0n)) return null;
  return reject("price_off_tick", { tick: priceText(terms.tickSize, terms) }, field);
}

/** A trail must be positive and leave a stop above zero. */
function trailProblem(
  side: OrderSide,
  trail: Trail,
  field: string,
  price: bigint,
  terms: TradableTerms,
): Rejection | null {
  const [name, size] =
    "amount" in trail ? (["amount", trail.amount] as const) : (["percent", trail.percent] as const);
  if (size <= 0n) return reject("trail_not_positive", undefined, `${field}.${name}`);
  if (name === "amount") {
    const off = offTick(size, `${field}.amount`, terms);
    if (off) return off;
  }
  const bound = name === "amount" ? price : percentScale;
  if (side === "sell" && size >= bound) return reject("trail_too_wide", undefined, `${field}.${name}`);
  return null;
}

/** Legs: the profit on the far side of what the parent trades at, the stop on the near one. */
export function legProblem(command: PlaceCommand, terms: TradableTerms, quote: QuoteTerms): Rejection | null {
  const { side, takeProfit, stopLoss, limitPrice, stopPrice } = command;
  const entry = limitPrice ?? stopPrice ?? quote.price;
  const legSide = side === "buy" ? "sell" : "buy";
  const stop = stopLoss && "stopPrice" in stopLoss ? stopLoss : undefined;
  const off =
    offTick(takeProfit?.limitPrice, "takeProfit.limitPrice", terms) ??
    offTick(stop?.stopPrice, "stopLoss.stopPrice", terms) ??
    offTick(stop?.limitPrice ?? undefined, "stopLoss.limitPrice", terms) ??
    (stopLoss && "trail" in stopLoss
      ? trailProblem(legSide, stopLoss.trail, "stopLoss.trail", entry, terms)
      : null);
  if (off) return off;
  const wrong = (field: string) => reject("legs_on_wrong_side", { entry: priceText(entry, terms) }, field);
  const beyond = (price: bigint) => (side === "buy" ? price > entry : price < entry);
  const before = (price: bigint) => (side === "buy" ? price < entry : price > entry);
  if (takeProfit && !beyond(takeProfit.limitPrice)) return wrong("takeProfit.limitPrice");
  if (stop && !before(stop.stopPrice)) return wrong("stopLoss.stopPrice");
  return null;
}
