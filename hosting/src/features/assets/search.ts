import type { Asset } from "./api/watch-assets.js";

/** Matches the beginning of an asset's id or of a word of its name, whatever the case, as `assets-list` does. */
export function searchAssets(assets: readonly Asset[], search: string): readonly Asset[] {
  const sought = search.trim().toLowerCase();
  if (sought === "") return assets;
  return assets.filter(({ assetId, name }) => {
    const whole = name.toLowerCase();
    const words = [assetId.toLowerCase(), whole, ...whole.split(/\s+/)];
    return words.some((word) => word.startsWith(sought));
  });
}
