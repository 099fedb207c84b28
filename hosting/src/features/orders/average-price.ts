import { divide, formatFixed, powerOfTen, readDecimal } from "@bourse/functions/money/amount";
import { settlementScale } from "@bourse/functions/money/asset";

type Filled = { filledQuantity: string; filledValue: string; scale: number; priceScale: number };

/** What the filled part cost or brought for each unit, rounded half up; null where nothing is filled. */
export function averagePrice({ filledQuantity, filledValue, scale, priceScale }: Filled): string | null {
  const quantity = readDecimal(filledQuantity, scale);
  if (quantity === 0n) return null;
  const value = readDecimal(filledValue, settlementScale) * powerOfTen(scale + priceScale);
  return formatFixed(divide(value, quantity * powerOfTen(settlementScale), "half_up"), priceScale);
}
