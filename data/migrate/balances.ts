/** What a document of the source says that a user holds: lines of cash and of assets, for the opening of an account. */
import type { Document } from "bson";
import { divide, powerOfTen } from "../../functions/src/money/amount.js";
import { settlementAssetId, settlementScale, valueDivisor } from "../../functions/src/money/asset.js";
import type { AssetIndex, Terms } from "./assets.js";
import { Refusal, valueAt, type AmountReader } from "./fields.js";
import type { BalancesMapping } from "./mapping.js";

/** `quantity` in the asset's smallest unit (of USD: cents), `cost` in cents. */
export type Line = {
  readonly assetId: string;
  readonly scale: number;
  readonly quantity: bigint;
  readonly cost: bigint;
};

/** @returns its lines, none where it holds nothing @throws Refusal where one of them is wrong: then all are left */
export function linesOf(
  document: Document,
  mapping: BalancesMapping,
  amounts: AmountReader,
  assets: AssetIndex,
): Line[] {
  const lines: Line[] = [];
  const cash = amounts.money(document, "cash", mapping.cash);
  if (cash !== null) lines.push(cashLine(cash));
  const rows =
    mapping.rows === null ? (mapping.cash === null ? [document] : []) : listAt(document, mapping.rows);
  for (const row of rows) lines.push(lineOf(row, mapping, amounts, assets));
  for (const { assetId, quantity, cost } of lines) {
    if (quantity < 0n || cost < 0n) throw new Refusal("balance_is_negative", `${assetId} is below zero`);
  }
  return lines.filter(({ quantity }) => quantity > 0n);
}

const cashLine = (quantity: bigint): Line => ({
  ...{ assetId: settlementAssetId, scale: settlementScale },
  ...{ quantity, cost: quantity },
});

function listAt(document: Document, path: string): unknown[] {
  const value = valueAt(document, path);
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Refusal("rows_are_no_list", `${path} is no list`);
}

function lineOf(row: unknown, mapping: BalancesMapping, amounts: AmountReader, assets: AssetIndex): Line {
  const reference = valueAt(row, mapping.asset);
  if (typeof reference === "string" && mapping.cashAssets.includes(reference)) {
    const held = amounts.money(row, "held", mapping.held) ?? 0n;
    const cash = amounts.money(row, "quantity", mapping.quantity);
    if (cash === null) throw new Refusal("quantity_missing", "it has no amount");
    return cashLine(cash + held);
  }
  const terms = assets.find(reference);
  const { assetId, scale } = terms;
  const free = amounts.scaled(row, "quantity", mapping.quantity, scale);
  if (free === null) throw new Refusal("quantity_missing", "it has no quantity");
  const quantity = free + (amounts.scaled(row, "held", mapping.held, scale) ?? 0n);
  const cost = quantity === 0n ? 0n : costOf(row, quantity, mapping, amounts, terms);
  return { assetId, scale, quantity, cost };
}

/** An average price times the quantity is the cost, rounded half up to cents: averages are rounded figures themselves. */
function costOf(
  row: unknown,
  quantity: bigint,
  mapping: BalancesMapping,
  amounts: AmountReader,
  terms: Terms & { readonly price: bigint | null },
): bigint {
  const cost = amounts.money(row, "cost", mapping.cost);
  if (cost !== null) return cost;
  const average = amounts.exact(row, "average_price", mapping.averagePrice);
  if (average) {
    if (average.digits < 0n || quantity < 0n)
      throw new Refusal("balance_is_negative", "its price is below zero");
    const exponent = terms.scale + average.decimals - settlementScale;
    const product = average.digits * quantity;
    return exponent < 0 ? product * powerOfTen(-exponent) : divide(product, powerOfTen(exponent), "half_up");
  }
  if (mapping.missingCost === "zero") return 0n;
  if (mapping.missingCost === "price" && terms.price !== null && quantity > 0n) {
    return divide(quantity * terms.price, valueDivisor(terms), "half_up");
  }
  throw new Refusal("cost_is_missing", `its ${terms.assetId} has neither cost nor average price`);
}
