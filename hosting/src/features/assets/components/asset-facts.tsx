import type { coingeckoAttribution, QuoteView } from "@bourse/functions/assets/contract";
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
    { term: "Source", value: view.source === "coingecko" ? <Attribution /> : sourceWords[view.source] },
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

/** The contract's own words, held by its type: its code would bring the whole of zod to the page. */
const attribution: typeof coingeckoAttribution = {
  text: "Price data by CoinGecko",
  link: "https://www.coingecko.com?utm_source=bourse&utm_medium=referral",
};

/** Its provider's terms ask for it wherever such a price is shown. */
const Attribution = () => (
  <a href={attribution.link} target="_blank" rel="noreferrer">
    {attribution.text}
  </a>
);
