/** What things cost: values and fees in cents, each division rounded by name. */
import { divide } from "../money/amount.js";
import { valueDivisor, type TradableTerms } from "../money/asset.js";

/** Fee rates count millionths. */
const feeRateScale = 1_000_000n;

/** Fee on a value in cents, rounded up. */
export function feeOn(value: bigint, feeRate: bigint): bigint {
  return divide(value * feeRate, feeRateScale, "up");
}

type Scales = Pick<TradableTerms, "scale" | "priceScale">;

/** Rounds an exact value (quantity × price): what a buy costs up, what a sell brings down. In cents. */
export function roundedValue(exact: bigint, scales: Scales, side: "buy" | "sell"): bigint {
  return divide(exact, valueDivisor(scales), side === "buy" ? "up" : "down");
}

/** Cost of buying (rounded up) or proceeds of selling (rounded down) a quantity at a price, in cents. */
export function valueOf(quantity: bigint, price: bigint, scales: Scales, side: "buy" | "sell"): bigint {
  return roundedValue(quantity * price, scales, side);
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
