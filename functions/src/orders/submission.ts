/** From the input of a callable to what the committer takes: texts become exact amounts of the asset. */
import type { z } from "zod";
import type { DecisionContext, PlaceCommand, ReplaceCommand, StopLoss } from "../ledger/command.js";
import type { Submission } from "../ledger/fold.js";
import type { Trail } from "../ledger/order.js";
import type { RequestRecord } from "../ledger/record.js";
import { formatFixed, formatShortest, parseDecimal, readDecimal } from "../money/amount.js";
import { settlementScale, type TradableTerms } from "../money/asset.js";
import { invalidField } from "../platform/errors.js";
import type { closeInput, placeInput, replaceInput, trailSchema } from "./contract.js";

export type PlaceRequest = z.output<typeof placeInput>;
export type ReplaceRequest = z.output<typeof replaceInput>;
export type CloseRequest = z.output<typeof closeInput>;
type TrailInput = z.output<typeof trailSchema>;

/** A percentage counts millionths: it has four decimals. */
const percentDecimals = 4;

/** What a decision depends on, with the market of the asset. */
export type MarketContext = Omit<DecisionContext, "nowMs" | "market"> & {
  readonly market: NonNullable<DecisionContext["market"]>;
};

/** The input as the committer takes it. @throws DomainError naming the amount that does not fit the asset */
export function placeSubmission(input: PlaceRequest, context: MarketContext): Submission {
  const { terms } = context.market;
  const command = placeCommand(input, terms);
  return { command, context, request: placeRequest(input, command, terms) };
}

export function replaceSubmission(input: ReplaceRequest, context: MarketContext): Submission {
  const { terms } = context.market;
  const { orderId, newOrderId } = input;
  const quantity = input.quantity === undefined ? undefined : unitsOf("quantity", input.quantity, terms);
  const limitPrice = optionalPrice("limitPrice", input.limitPrice, terms);
  const stopPrice = optionalPrice("stopPrice", input.stopPrice, terms);
  const command: ReplaceCommand = {
    ...{ kind: "replace", orderId, newOrderId },
    ...(quantity !== undefined && { quantity }),
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
  const write = priceWriter(terms);
  const request: RequestRecord = {
    ...{ kind: "replace", orderId },
    ...(quantity !== undefined && { quantity: formatShortest(quantity, terms.scale) }),
    ...(limitPrice !== undefined && { limitPrice: write(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: write(stopPrice) }),
  };
  return { command, context, request };
}

/** A position is closed by a market sale of so much, or of a part of what there is when it commits. */
export function closeSubmission(input: CloseRequest, context: MarketContext): Submission {
  const { orderId, assetId, percent } = input;
  const { terms } = context.market;
  const sale = { kind: "place", orderId, side: "sell", type: "market" } as const;
  const named = { assetId, side: "sell", type: "market" };
  if (percent === undefined) {
    const quantity = unitsOf("quantity", input.quantity ?? "", terms);
    const request = { ...named, quantity: formatShortest(quantity, terms.scale) };
    return { command: { ...sale, size: { quantity } }, context, request };
  }
  const millionths = readDecimal(percent, percentDecimals);
  const request = { ...named, percent: formatShortest(millionths, percentDecimals) };
  return { command: { ...sale, size: { percent: millionths } }, context, request };
}

function placeCommand(input: PlaceRequest, terms: TradableTerms): PlaceCommand {
  const { orderId, side, type, timeInForce, expiresAt, takeProfit, stopLoss } = input;
  const limitPrice = optionalPrice("limitPrice", input.limitPrice, terms);
  const stopPrice = optionalPrice("stopPrice", input.stopPrice, terms);
  const protection =
    optionalPrice("maxPrice", input.maxPrice, terms) ?? optionalPrice("minPrice", input.minPrice, terms);
  const profit = takeProfit && priceOf("takeProfit.limitPrice", takeProfit.limitPrice, terms);
  return {
    ...{ kind: "place", orderId, side, type, size: sizeOf(input, terms) },
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    ...(input.trail && { trail: trailOf("trail", input.trail, terms) }),
    ...(timeInForce && { timeInForce }),
    ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
    ...(profit !== undefined && { takeProfit: { limitPrice: profit } }),
    ...(stopLoss && { stopLoss: stopLossOf(stopLoss, terms) }),
    ...(protection !== undefined && { protection }),
  };
}

function sizeOf(input: PlaceRequest, terms: TradableTerms): { quantity: bigint } | { notional: bigint } {
  if (input.notional !== undefined) return { notional: readDecimal(input.notional, settlementScale) };
  return { quantity: unitsOf("quantity", input.quantity ?? "", terms) };
}

function stopLossOf(input: NonNullable<PlaceRequest["stopLoss"]>, terms: TradableTerms): StopLoss {
  if (input.trail) return { trail: trailOf("stopLoss.trail", input.trail, terms) };
  return {
    stopPrice: priceOf("stopLoss.stopPrice", input.stopPrice ?? "", terms),
    limitPrice: optionalPrice("stopLoss.limitPrice", input.limitPrice, terms) ?? null,
  };
}

function trailOf(field: string, { amount, percent }: TrailInput, terms: TradableTerms): Trail {
  if (percent !== undefined) return { percent: readDecimal(percent, percentDecimals) };
  return { amount: priceOf(`${field}.amount`, amount ?? "", terms) };
}

function unitsOf(field: string, text: string, { scale, assetId }: TradableTerms): bigint {
  const quantity = parseDecimal(text, scale);
  if (typeof quantity === "bigint") return quantity;
  throw invalidField(field, `must have at most ${scale} decimals for ${assetId}`);
}

function priceOf(field: string, text: string, { priceScale, assetId }: TradableTerms): bigint {
  const price = parseDecimal(text, priceScale);
  if (typeof price === "bigint") return price;
  throw invalidField(field, `must have at most ${priceScale} decimals for ${assetId}`);
}

const optionalPrice = (field: string, text: string | undefined, terms: TradableTerms) =>
  text === undefined ? undefined : priceOf(field, text, terms);

const priceWriter =
  ({ priceScale }: TradableTerms) =>
  (price: bigint) =>
    formatFixed(price, priceScale);

/** The input as a repeat must match it: "0.50" and "0.5" are the same quantity, a default is as if it were given. */
function placeRequest(input: PlaceRequest, command: PlaceCommand, terms: TradableTerms): RequestRecord {
  const { assetId, side, type } = input;
  const { size, limitPrice, stopPrice, trail, expiresAtMs, takeProfit, stopLoss, protection } = command;
  const written = priceWriter(terms);
  const write = (price: bigint | null | undefined) =>
    price === null || price === undefined ? undefined : written(price);
  const bracket = takeProfit !== undefined || stopLoss !== undefined;
  const atOnce = type === "market" && !bracket;
  const stop = stopLoss && "stopPrice" in stopLoss ? stopLoss : undefined;
  const stopTrail = stopLoss && "trail" in stopLoss ? stopLoss.trail : undefined;
  const texts: Record<string, string | undefined> = {
    ...{ assetId, side, type },
    quantity: "quantity" in size ? formatShortest(size.quantity, terms.scale) : undefined,
    notional: "notional" in size ? formatFixed(size.notional, settlementScale) : undefined,
    limitPrice: write(limitPrice),
    stopPrice: write(stopPrice),
    trail: trail && trailText(trail, written),
    // A market order is `ioc`, and of one with legs it is the time of the legs.
    [bracket ? "legsTimeInForce" : "timeInForce"]: atOnce ? undefined : (command.timeInForce ?? "gtc"),
    expiresAt: expiresAtMs === undefined ? undefined : new Date(expiresAtMs).toISOString(),
    takeProfit: write(takeProfit?.limitPrice),
    stopLoss: write(stop?.stopPrice),
    stopLossLimit: write(stop?.limitPrice),
    stopLossTrail: stopTrail && trailText(stopTrail, written),
    protection: write(protection),
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([field, text]) => (text === undefined ? [] : [[field, text]])),
  );
}

const trailText = (trail: Trail, write: (price: bigint) => string) =>
  "amount" in trail ? write(trail.amount) : `${formatShortest(trail.percent, percentDecimals)} %`;
