/** A product of the source as an asset. What is an asset is decided by the schema that admins save assets through. */
import type { Document } from "bson";
import { saveInput } from "../../functions/src/assets/contract.js";
import type { SaveRequest } from "../../functions/src/assets/saving.js";
import { formatShortest } from "../../functions/src/money/amount.js";
import { settlementAssetId } from "../../functions/src/money/asset.js";
import { atScale, isProblem } from "./exact.js";
import { Refusal, textAt, valueAt, wordAt, type AmountReader } from "./fields.js";
import { namesOf } from "./ids.js";
import type { AssetsMapping } from "./mapping.js";

export type Product = {
  readonly asset: SaveRequest;
  /** By which names and ids other documents may refer to it. */
  readonly names: readonly string[];
  /** Its price there, as a count of 10^-priceScale USD. */
  readonly price: bigint | null;
};

/** @throws Refusal */
export function productOf(document: Document, mapping: AssetsMapping, amounts: AmountReader): Product {
  const assetId = textAt(document, mapping.assetId)?.toUpperCase();
  if (assetId === undefined) throw new Refusal("asset_id_is_missing", "it has no symbol");
  if (assetId === settlementAssetId) {
    throw new Refusal("is_settlement_currency", `${settlementAssetId} is what is paid with, not an asset`);
  }
  const scale = wholeAt(document, "scale", mapping.scale, amounts) ?? mapping.defaultScale;
  const priceScale =
    wholeAt(document, "price_scale", mapping.priceScale, amounts) ?? mapping.defaultPriceScale;
  const step = (what: string, field: AssetsMapping["tickSize"], decimals: number, otherwise = 1n) =>
    formatShortest(amounts.scaled(document, what, field, decimals) ?? otherwise, decimals);
  const quantityStep = amounts.scaled(document, "quantity_step", mapping.quantityStep, scale) ?? 1n;
  const parsed = saveInput.safeParse({
    assetId,
    name: textAt(document, mapping.name) ?? assetId,
    kind: kindOf(document, mapping),
    status: statusOf(document, mapping),
    ...{ scale, priceScale },
    quantityStep: formatShortest(quantityStep, scale),
    minQuantity: step("min_quantity", mapping.minQuantity, scale, quantityStep),
    tickSize: step("tick_size", mapping.tickSize, priceScale),
    coingeckoId: textAt(document, mapping.coingeckoId),
  });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    throw new Refusal("asset_is_invalid", issues.join("; "));
  }
  const price = priceOf(document, mapping, amounts, priceScale);
  return { asset: parsed.data, names: [assetId, ...namesOf(valueAt(document, mapping.id))], price };
}

function wholeAt(document: Document, what: string, field: AssetsMapping["scale"], amounts: AmountReader) {
  const count = amounts.scaled(document, what, field, 0);
  return count === null ? undefined : Number(count);
}

function kindOf(document: Document, mapping: AssetsMapping) {
  const kind = wordAt(document, mapping.kind, mapping.kinds);
  if (kind === undefined || (kind === null && mapping.defaultKind === null)) {
    throw new Refusal(
      "kind_is_unknown",
      `the mapping has no kind for ${String(valueAt(document, mapping.kind))}`,
    );
  }
  return kind ?? mapping.defaultKind;
}

function statusOf(document: Document, mapping: AssetsMapping) {
  const status = wordAt(document, mapping.status, mapping.statuses);
  if (status !== undefined) return status ?? "active";
  throw new Refusal(
    "status_is_unknown",
    `the mapping has no status for ${String(valueAt(document, mapping.status))}`,
  );
}

/** A price that is none or off the scale is no reason to leave the asset behind: there is just no quote. */
function priceOf(document: Document, mapping: AssetsMapping, amounts: AmountReader, priceScale: number) {
  try {
    const exact = amounts.exact(document, "price", mapping.price);
    const price = exact && atScale(exact, priceScale, "dust");
    return price === null || isProblem(price) || price <= 0n ? null : price;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** What the others need to know of an asset. */
export type Terms = { readonly assetId: string; readonly scale: number; readonly priceScale: number };

/** Finds assets by whatever the source calls them. */
export class AssetIndex {
  private readonly byName = new Map<string, Terms & { price: bigint | null }>();

  add(terms: Terms, names: readonly string[], price: bigint | null): void {
    for (const name of names) this.byName.set(name, { ...terms, price });
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws Refusal */
  find(reference: unknown): Terms & { readonly price: bigint | null } {
    const symbol =
      typeof reference === "string" ? [reference.trim().toUpperCase()] : symbolsInside(reference);
    for (const name of [...symbol, ...namesOf(reference)]) {
      const found = this.byName.get(name);
      if (found) return found;
    }
    throw new Refusal("asset_is_unknown", `there is no asset ${JSON.stringify(reference)}`);
  }
}

/** Where the document stands in place of its id. */
function symbolsInside(reference: unknown): string[] {
  const symbol = textAt(reference, ["symbol", "ticker", "code"]);
  return symbol === undefined ? [] : [symbol.toUpperCase()];
}
