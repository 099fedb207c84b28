import type { QuoteView } from "@bourse/functions/assets/contract";
import { formatDecimal, formatUsd } from "../../../lib/money.js";
import { Facts, type Fact } from "../../../lib/ui/facts.js";
import type { Asset } from "../api/watch-assets.js";

const sourceWords: Record<QuoteView["source"], string> = {
  simulated: "Simulated market",
  coingecko: "CoinGecko",
  manual: "Set by an operator",
};

/** What there is to know about an asset and its quote besides the price. */
export function AssetFacts({ asset, quote }: { readonly asset: Asset; readonly quote: QuoteView | null }) {
  const units = (quantity: string) => `${formatDecimal(quantity)} ${asset.assetId}`;
  const ofQuote = (view: QuoteView): Fact[] => [
    { term: "Low since last quote", value: formatUsd(view.low) },
    { term: "High since last quote", value: formatUsd(view.high) },
    { term: "On offer", value: view.depth === null ? "Without limit" : units(view.depth) },
    { term: "Source", value: sourceWords[view.source] },
  ];
  return (
    <Facts
      facts={[
        ...(quote ? ofQuote(quote) : []),
        { term: "Smallest quantity", value: units(asset.minQuantity) },
        { term: "Step", value: units(asset.quantityStep) },
      ]}
    />
  );
}
