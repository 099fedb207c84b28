/** What many ask about assets, kept for all processes, and what makes it stale. */
import { createHash } from "node:crypto";
import type { Cache } from "../platform/cache.js";
import { quotesName } from "../prices/cached.js";
import { getOutput, listOutput, type AssetView, type ListOutput } from "./contract.js";

/** An answer holds quotes: whoever writes one says so, and this is the net below. */
const ttlMs = 30_000;
/** Ids that are none cost little to ask again, and nobody waits long for a new asset. */
const negativeTtlMs = 5_000;

/** While Redis is gone Firestore need not be asked for what everybody looks at by everybody. */
const outageTtlMs = 1_000;

const listsName = "assets";
const assetName = (assetId: string) => `asset:${assetId}`;

/** @param load the asset with its quote; undefined where there is none */
export function cachedAsset(
  cache: Cache,
  assetId: string,
  load: () => Promise<AssetView | undefined>,
): Promise<AssetView | undefined> {
  const name = assetName(assetId);
  const dependsOn = [name, quotesName];
  const entry = { kind: "asset", key: name, dependsOn, schema: getOutput, ttlMs, negativeTtlMs, outageTtlMs };
  return cache.read(entry, load);
}

/** @param asked all that tells this page from others */
export async function cachedPage(
  cache: Cache,
  asked: object,
  load: () => Promise<ListOutput>,
): Promise<ListOutput> {
  const digest = createHash("sha256").update(JSON.stringify(asked)).digest("base64url");
  const dependsOn = [listsName, quotesName];
  const entry = {
    kind: "assets",
    key: `assets:${digest}`,
    dependsOn,
    schema: listOutput,
    ttlMs,
    outageTtlMs,
  };
  return (await cache.read(entry, load)) ?? load();
}

/** An asset was written: the next read of it and of every list sees it. */
export const assetChanged = (cache: Cache, assetId: string): Promise<boolean> =>
  cache.invalidate([assetName(assetId), listsName]);
