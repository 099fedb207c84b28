import type { Asset } from "./api/watch-assets.js";

/** Matches the beginning of an asset's id or of a word of its name, whatever the case, as `assets-list` does. */
export function searchAssets(assets: readonly Asset[], search: string): readonly Asset[] {
  const sought = ` ${search.trim().toLowerCase()}`;
  return assets.filter(({ assetId, name }) => ` ${assetId} ${name}`.toLowerCase().includes(sought));
}
