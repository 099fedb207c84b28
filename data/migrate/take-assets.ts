/** First step: products become assets. One that is there already keeps its terms, and must count as finely as there. */
import { termsOf, type AssetRecord } from "../../functions/src/assets/asset.js";
import { savedAsset } from "../../functions/src/assets/saving.js";
import { listAssets, replaceAsset } from "../../functions/src/assets/store.js";
import { formatFixed } from "../../functions/src/money/amount.js";
import type { QuoteRecord } from "../../functions/src/prices/quote.js";
import { advanceQuotes } from "../../functions/src/prices/store.js";
import { productOf, type Product } from "./assets.js";
import { attempt, documentsOf, type Run } from "./run.js";

const pageSize = 200;
/** Who saved the assets, in the records of changes. */
const author = "migration";

export async function takeAssets(run: Run): Promise<void> {
  const { mapping, tally, assets, amounts } = run;
  const existing = await existingAssets(run);
  for (const record of existing.values()) assets.add(termsOf(record), [record.assetId], null);
  if (mapping.assets === null) return;
  const seen = new Set<string>();
  const { collection, id: idField } = mapping.assets;
  for await (const { document, id } of documentsOf(run, "assets", { collection, id: idField })) {
    const refuse = ({ reason, message }: { reason: string; message: string }) =>
      tally.refuse("assets", id, reason, message);
    const product = attempt(() => productOf(document, mapping.assets ?? never(), amounts), refuse);
    if (!product) continue;
    const { asset } = product;
    if (seen.has(asset.assetId)) {
      refuse({ reason: "asset_is_duplicate", message: `${asset.assetId} is there twice` });
      continue;
    }
    seen.add(asset.assetId);
    await takeAsset(run, product, existing.get(asset.assetId), refuse);
  }
}

const never = (): never => {
  throw new TypeError("the mapping has assets");
};

async function existingAssets({ db }: Run): Promise<Map<string, AssetRecord>> {
  const found = new Map<string, AssetRecord>();
  for (let after: string | undefined; ;) {
    const page = await listAssets(db, {}, { limit: pageSize, after });
    for (const record of page) found.set(record.assetId, record);
    after = page.at(-1)?.assetId;
    if (page.length < pageSize) return found;
  }
}

async function takeAsset(
  run: Run,
  { asset, names, price }: Product,
  existing: AssetRecord | undefined,
  refuse: (refusal: { reason: string; message: string }) => void,
): Promise<void> {
  const { db, tally, assets, dryRun } = run;
  if (existing && (existing.scale !== asset.scale || existing.priceScale !== asset.priceScale)) {
    const message = `scales ${existing.scale} and ${existing.priceScale} are fixed, it has ${asset.scale} and ${asset.priceScale}`;
    return refuse({ reason: "scale_is_fixed", message });
  }
  const at = new Date().toISOString();
  const record = existing ?? savedAsset(undefined, undefined, asset, at);
  if (!existing && !dryRun) {
    const change = { kind: "asset_saved", uid: author, before: undefined, after: record } as const;
    await replaceAsset(db, change, undefined);
  }
  tally.add("assets", existing ? "unchanged" : "created");
  assets.add(termsOf(record), names, price);
  if (run.quotes && price !== null && price % termsOf(record).tickSize === 0n)
    await quote(run, record, price);
}

/** An asset that has a quote keeps it: the market knows better than the source. */
async function quote({ db, tally, dryRun }: Run, { assetId, priceScale }: AssetRecord, price: bigint) {
  const amount = formatFixed(price, priceScale);
  const made: Omit<QuoteRecord, "sequence"> = {
    ...{ assetId, price: amount, low: amount, high: amount, depth: null, validForMs: null },
    asOf: new Date().toISOString(),
    source: "manual",
  };
  if (dryRun) return;
  const written = await advanceQuotes(db, [assetId], (_, current) => (current ? undefined : made));
  if (written.length > 0) tally.note("assets quoted at their price in the source");
}
