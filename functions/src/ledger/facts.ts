/** Figures behind a rejection, as texts. */
import { formatFixed, formatShortest } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";

export const cents = (amount: bigint) => formatFixed(amount, settlementScale);
export const units = (amount: bigint, { scale }: { readonly scale: number }) => formatShortest(amount, scale);
export const priceText = (price: bigint, { priceScale }: { readonly priceScale: number }) =>
  formatFixed(price, priceScale);
