/** What a person typed into the order ticket, read against the asset's terms; the server decides all the rest. */
import type { AssetView } from "@bourse/functions/assets/contract";
import type { PlaceInput } from "@bourse/functions/orders/contract";
import {
  divide,
  formatShortest,
  parseDecimal,
  powerOfTen,
  readDecimal,
} from "@bourse/functions/money/amount";
import { settlementScale } from "@bourse/functions/money/asset";
import { readTypedAmount } from "../../lib/decimal-input.js";
import { formatCents, formatDecimal, readUsd, valueOf } from "../../lib/money.js";

export type Side = PlaceInput["side"];
export type SizeBy = "quantity" | "notional";
export type Size = { readonly quantity: string } | { readonly notional: string };
type Terms = Pick<AssetView, "assetId" | "scale" | "quantityStep">;

export function readSize(typed: string, by: SizeBy, terms: Terms): { ok: true; size: Size } | Refusal {
  const read = readTypedAmount(typed, by === "notional" ? settlementScale : terms.scale);
  if (!read.ok) return read;
  if (by === "notional") return { ok: true, size: { notional: read.text } };
  const step = parseDecimal(terms.quantityStep, terms.scale);
  if (typeof step === "bigint" && step > 0n && read.amount % step !== 0n) {
    return { ok: false, problem: `The quantity must be a multiple of ${terms.quantityStep}.` };
  }
  return { ok: true, size: { quantity: read.text } };
}
type Refusal = { readonly ok: false; readonly problem: string };

/** What the order comes to at the price on the screen. The fee and the price at the time are the server's. */
export function estimateOf(size: Size, side: Side, price: string, terms: Terms): string {
  if ("quantity" in size) {
    const value = formatCents(valueOf(size.quantity, price));
    return side === "buy" ? `${value} plus fee` : `${value} less fee`;
  }
  const decimals = price.split(".")[1]?.length ?? 0;
  const unitPrice = readDecimal(price, decimals);
  const cents = readUsd(size.notional) * powerOfTen(terms.scale + decimals);
  const quantity = divide(cents, unitPrice * powerOfTen(settlementScale), "down");
  const step = readDecimal(terms.quantityStep, terms.scale);
  return `about ${formatDecimal(formatShortest(quantity - (quantity % step), terms.scale))} ${terms.assetId}`;
}
