/**
 * The simulated market: geometric Brownian motion, seeded. The step from one quote to the next depends on nothing
 * but the seed, the asset and the quote's sequence, so the same seed gives the same prices again.
 */
import { createHash } from "node:crypto";
import { divide, formatFixed, readDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";

/** Yearly standard deviation of the logarithm of the price. */
const yearlyVolatility = 0.6;
const yearMs = 365 * 86_400_000;
/** Market time that one tick stands for, however often it is taken. */
const nominalStepMs = 60_000;
/** Prices inside one step, of which the lowest and highest are kept. */
const pointsPerStep = 4;

/** Two uniform numbers in (0, 1) from the name of the draw. */
function uniforms(name: string): [number, number] {
  const digest = createHash("sha256").update(name).digest();
  const uniform = (offset: number) => (digest.readUInt32BE(offset) + 0.5) / 2 ** 32;
  return [uniform(0), uniform(4)];
}

/** A standard normal number (Box and Muller, 1958). */
function normal(name: string): number {
  const [first, second] = uniforms(name);
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

/** Moves a price by a factor, onto the tick, never below one tick. */
function moved(price: bigint, logReturn: number, tickSize: bigint): bigint {
  const millionths = BigInt(Math.max(1, Math.round(Math.exp(logReturn) * 1e6)));
  const ticks = divide(price * millionths, 1_000_000n * tickSize, "half_up");
  return (ticks < 1n ? 1n : ticks) * tickSize;
}

export type MarketStep = { readonly price: string; readonly low: string; readonly high: string };

/**
 * The next step of an asset.
 * @param price the current price, USD
 * @param sequence of the quote that is made
 */
export function marketStep(
  terms: Pick<TradableTerms, "assetId" | "priceScale" | "tickSize">,
  price: string,
  { seed, sequence, stepMs = nominalStepMs }: { seed: string; sequence: number; stepMs?: number },
): MarketStep {
  const deviation = yearlyVolatility * Math.sqrt(stepMs / yearMs / pointsPerStep);
  const start = readDecimal(price, terms.priceScale);
  let [current, low, high] = [start, start, start];
  for (let point = 0; point < pointsPerStep; point++) {
    const draw = normal(`${seed}/${terms.assetId}/${sequence}/${point}`);
    current = moved(current, deviation * draw - deviation ** 2 / 2, terms.tickSize);
    if (current < low) low = current;
    if (current > high) high = current;
  }
  const write = (amount: bigint) => formatFixed(amount, terms.priceScale);
  return { price: write(current), low: write(low), high: write(high) };
}
