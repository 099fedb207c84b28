/** An order of the source that is over, as an imported order. */
import type { Document } from "bson";
import { divide, powerOfTen } from "../../functions/src/money/amount.js";
import { valueDivisor } from "../../functions/src/money/asset.js";
import {
  importedOrder,
  type ImportedOrder,
  type ImportedStatus,
} from "../../functions/src/ledger/imported-order.js";
import type { OrderRecord } from "../../functions/src/ledger/order-record.js";
import type { AssetIndex, Terms } from "./assets.js";
import { momentAt, Refusal, valueAt, wordAt, type AmountReader } from "./fields.js";
import { madeAtMs, nameOf, shownId } from "./ids.js";
import type { OrdersMapping } from "./mapping.js";

export type PastOrder = { readonly record: OrderRecord; readonly wasOpen: boolean };

/** @throws Refusal */
export function pastOrderOf(
  document: Document,
  mapping: OrdersMapping,
  amounts: AmountReader,
  assets: AssetIndex,
): PastOrder {
  const id = valueAt(document, mapping.id);
  const orderId = nameOf(id);
  if (orderId === undefined) throw new Refusal("id_is_missing", "it has no id");
  const terms = assets.find(valueAt(document, mapping.asset));
  const side = word(document, "side", mapping.side, mapping.sides);
  const type = word(document, "type", mapping.type, mapping.types);
  const told = word(document, "status", mapping.status, mapping.statuses);
  const wasOpen = told === "open";
  if (wasOpen && mapping.open === "refuse") {
    throw new Refusal(
      "order_is_open",
      "it is open: settle or cancel it there, or map open orders to cancelled",
    );
  }
  const status: ImportedStatus = wasOpen ? "cancelled" : told;
  const quantity = amounts.scaled(document, "quantity", mapping.quantity, terms.scale);
  if (quantity === null || quantity <= 0n) throw new Refusal("quantity_missing", "it has no quantity");
  const filledQuantity =
    amounts.scaled(document, "filled_quantity", mapping.filledQuantity, terms.scale) ??
    (status === "filled" ? quantity : 0n);
  if (
    filledQuantity < 0n ||
    filledQuantity > quantity ||
    (status === "filled") !== (filledQuantity === quantity)
  ) {
    throw new Refusal(
      "status_contradicts_quantity",
      `it is ${status} and its filled quantity says otherwise`,
    );
  }
  const record = importedOrder({
    ...{ orderId, side, type, status, quantity, filledQuantity },
    ...{ assetId: terms.assetId, scale: terms.scale, priceScale: terms.priceScale },
    ...figuresOf(document, { side, filledQuantity }, mapping, amounts, terms),
    ...pricesOf(document, type, mapping, amounts, terms),
    ...timesOf(document, id, mapping),
    importedFrom: `${mapping.collection}/${shownId(id)}`,
  });
  return { record, wasOpen };
}

function word<Name extends string>(
  document: Document,
  what: string,
  field: OrdersMapping["side"],
  words: Partial<Record<Name, string[]>>,
): Name {
  const found = wordAt(document, field, words);
  if (found) return found;
  const value = JSON.stringify(valueAt(document, field) ?? null);
  throw new Refusal(`${what}_is_unknown`, `the mapping has no ${what} for ${value}`);
}

/** What was paid or brought in, before the fee, and the fee. */
function figuresOf(
  document: Document,
  { side, filledQuantity }: { side: "buy" | "sell"; filledQuantity: bigint },
  mapping: OrdersMapping,
  amounts: AmountReader,
  terms: Terms,
): Pick<ImportedOrder, "exactValue" | "filledValue" | "fee"> {
  const fee = amounts.money(document, "fee", mapping.fee) ?? 0n;
  if (fee < 0n) throw new Refusal("fee_is_negative", "its fee is below zero");
  if (filledQuantity === 0n) return { exactValue: 0n, filledValue: 0n, fee };
  const average = amounts.exact(document, "average_price", mapping.averagePrice);
  const value = amounts.money(document, "value", mapping.value);
  if (!average && value === null) throw new Refusal("value_is_missing", "it has neither price nor value");
  if ((average?.digits ?? 0n) < 0n || (value ?? 0n) < 0n) {
    throw new Refusal("value_is_negative", "its price or value is below zero");
  }
  const divisor = valueDivisor(terms);
  if (!average) return { exactValue: (value ?? 0n) * divisor, filledValue: value ?? 0n, fee };
  const exactValue = product(filledQuantity, average, terms);
  const filledValue = value ?? divide(exactValue, divisor, side === "buy" ? "up" : "down");
  return { exactValue, filledValue, fee };
}

/** Quantity × price in 10^-(scale + priceScale) USD; an average that has more decimals is rounded half up to them. */
function product(
  quantity: bigint,
  price: { digits: bigint; decimals: number },
  { priceScale }: Terms,
): bigint {
  const exact = quantity * price.digits;
  return price.decimals <= priceScale
    ? exact * powerOfTen(priceScale - price.decimals)
    : divide(exact, powerOfTen(price.decimals - priceScale), "half_up");
}

function pricesOf(
  document: Document,
  type: ImportedOrder["type"],
  mapping: OrdersMapping,
  amounts: AmountReader,
  { priceScale }: Terms,
): Pick<ImportedOrder, "limitPrice" | "stopPrice"> {
  const price = (what: string, field: OrdersMapping["limitPrice"]) => {
    const found = amounts.scaled(document, what, field, priceScale);
    if (found === null || found <= 0n)
      throw new Refusal(`${what}_missing`, `it has no ${what.replace("_", " ")}`);
    return found;
  };
  return {
    limitPrice: type === "limit" || type === "stop_limit" ? price("limit_price", mapping.limitPrice) : null,
    stopPrice: type === "stop" || type === "stop_limit" ? price("stop_price", mapping.stopPrice) : null,
  };
}

function timesOf(
  document: Document,
  id: unknown,
  mapping: OrdersMapping,
): Pick<ImportedOrder, "createdAtMs" | "endedAtMs"> {
  const createdAtMs = momentAt(document, mapping.createdAt) ?? madeAtMs(id);
  if (createdAtMs === undefined) throw new Refusal("time_is_missing", "it does not say when it was placed");
  const endedAtMs = momentAt(document, mapping.endedAt) ?? createdAtMs;
  if (endedAtMs < createdAtMs) throw new Refusal("times_contradict", "it ended before it was placed");
  return { createdAtMs, endedAtMs };
}
