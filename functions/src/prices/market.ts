/**
 * The simulated market: geometric Brownian motion, seeded, with what real markets do besides: gaps, spikes, halts
 * and bounded depth. What happens at a quote depends on nothing but the seed, the asset, the price before and the
 * quote's sequence, so the same seed gives the same tape again, byte for byte.
 */
import { createHash } from "node:crypto";
import type { AssetRecord } from "../assets/asset.js";
import { divide, formatFixed, formatShortest, powerOfTen, readDecimal } from "../money/amount.js";
import { settlementScale, valueDivisor, type TradableTerms } from "../money/asset.js";
import { priceLimitUsd } from "./provider.js";

/** Yearly standard deviation of the logarithm of the price. */
const yearlyVolatility: Record<AssetRecord["kind"], number> = {
  crypto: 0.6,
  share: 0.3,
  etf: 0.16,
  metal: 0.2,
};
const yearMs = 365 * 86_400_000;
/** Market time that one tick stands for, however often it is taken. */
const nominalStepMs = 60_000;
/** Prices inside one step, of which the lowest and highest are kept. */
const pointsPerStep = 4;

/** How often what happens, as a share of the steps, and how large it is in standard deviations of one step. */
export const marketEvents = {
  gap: { share: 1 / 500, least: 5, most: 15 },
  spike: { share: 1 / 250, least: 10, most: 40 },
  /** `least` and `most` in steps without a quote. */
  halt: { share: 1 / 800, least: 2, most: 15 },
  /** Of the assets, these are thin; of a thin asset's steps, those have a bound, in USD. */
  depth: { assets: 1 / 4, share: 1 / 3, least: 20_000, most: 200_000 },
} as const;

/** Eight uniform numbers in (0, 1) from the name of the draw. */
function uniforms(name: string): (at: number) => number {
  const digest = createHash("sha256").update(name).digest();
  return (at) => (digest.readUInt32BE(at * 4) + 0.5) / 2 ** 32;
}

/** A standard normal number from two uniform ones (Box and Muller, 1958). */
const normal = (first: number, second: number) =>
  Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);

const between = (uniform: number, { least, most }: { least: number; most: number }) =>
  least + uniform * (most - least);

type PriceTerms = Pick<TradableTerms, "assetId" | "priceScale" | "tickSize">;

/** Moves a price by a factor, onto the tick, never below one tick nor above what can be read. */
function moved(price: bigint, logReturn: number, { priceScale, tickSize }: PriceTerms): bigint {
  const millionths = BigInt(Math.max(1, Math.round(Math.exp(logReturn) * 1e6)));
  const ticks = divide(price * millionths, 1_000_000n * tickSize, "half_up");
  const ticksMax = (priceLimitUsd * powerOfTen(priceScale) - 1n) / tickSize;
  return (ticks < 1n ? 1n : ticks > ticksMax ? ticksMax : ticks) * tickSize;
}

export type MarketDraw = {
  readonly seed: string;
  /** Of the quote that is made. */
  readonly sequence: number;
  readonly kind: AssetRecord["kind"];
  readonly stepMs?: number;
};
type Prices = { readonly price: bigint; readonly low: bigint; readonly high: bigint };

const deviationOf = ({ kind, stepMs = nominalStepMs }: MarketDraw) =>
  yearlyVolatility[kind] * Math.sqrt(stepMs / yearMs);

function walked(terms: PriceTerms, start: bigint, draw: MarketDraw): Prices {
  const deviation = deviationOf(draw) / Math.sqrt(pointsPerStep);
  const uniform = uniforms(`${draw.seed}/${terms.assetId}/${draw.sequence}`);
  let [current, low, high] = [start, start, start];
  for (let point = 0; point < pointsPerStep; point++) {
    const shock = normal(uniform(2 * point), uniform(2 * point + 1));
    current = moved(current, deviation * shock - deviation ** 2 / 2, terms);
    if (current < low) low = current;
    if (current > high) high = current;
  }
  return { price: current, low, high };
}

export type MarketStep = { readonly price: string; readonly low: string; readonly high: string };

const written = ({ price, low, high }: Prices, { priceScale }: PriceTerms): MarketStep => {
  const write = (amount: bigint) => formatFixed(amount, priceScale);
  return { price: write(price), low: write(low), high: write(high) };
};

/** The next step of a calm market. @param price the current price, USD */
export function marketStep(terms: PriceTerms, price: string, draw: MarketDraw): MarketStep {
  return written(walked(terms, readDecimal(price, terms.priceScale), draw), terms);
}

/** The next quote of the whole market. @param price the current price, USD */
export function marketQuote(
  terms: TradableTerms,
  price: string,
  draw: MarketDraw,
): MarketStep & { readonly depth: string | null } {
  const name = `${draw.seed}/${terms.assetId}/${draw.sequence}/events`;
  const uniform = uniforms(name);
  const { gap, spike } = marketEvents;
  const deviation = deviationOf(draw);
  let start = readDecimal(price, terms.priceScale);
  const side = uniform(2) < 0.5 ? -1 : 1;
  // Nothing traded between the price before and the one that a gap opens at.
  if (uniform(0) < gap.share) start = moved(start, side * between(uniform(1), gap) * deviation, terms);
  let prices = walked(terms, start, draw);
  if (uniform(3) < spike.share) {
    const size = between(uniform(4), spike) * deviation;
    if (uniform(5) < 0.5) prices = { ...prices, low: moved(prices.low, -size, terms) };
    else prices = { ...prices, high: moved(prices.high, size, terms) };
  }
  return { ...written(prices, terms), depth: depthOf(terms, prices.price, draw.seed, uniform) };
}

function depthOf(
  terms: TradableTerms,
  price: bigint,
  seed: string,
  uniform: (at: number) => number,
): string | null {
  const { depth } = marketEvents;
  if (uniform(6) >= depth.share) return null;
  const isThin = uniforms(`${seed}/${terms.assetId}/depth`)(0) < depth.assets;
  if (!isThin) return null;
  const cents = BigInt(Math.round(between(uniform(7), depth))) * powerOfTen(settlementScale);
  const steps = divide(cents * valueDivisor(terms), price * terms.quantityStep, "down");
  return formatShortest((steps < 1n ? 1n : steps) * terms.quantityStep, terms.scale);
}

/** For how many steps after the quote of a sequence the asset is halted: mostly none. */
export function haltedSteps(
  assetId: string,
  { seed, sequence }: Pick<MarketDraw, "seed" | "sequence">,
): number {
  const { halt } = marketEvents;
  const uniform = uniforms(`${seed}/${assetId}/${sequence}/halt`);
  return uniform(0) < halt.share ? Math.floor(between(uniform(1), { ...halt, most: halt.most + 1 })) : 0;
}
