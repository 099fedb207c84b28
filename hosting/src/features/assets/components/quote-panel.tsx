import type { QuoteView } from "@bourse/functions/assets/contract";
import { useEffect, useState } from "react";
import { formatDecimal, formatUsd } from "../../../lib/money.js";
import { formatMoment } from "../../../lib/time.js";
import { LivePrice } from "../../../lib/ui/live-price.js";
import type { Asset } from "../api/watch-assets.js";
import { isStale } from "../stale.js";
import styles from "./quote-panel.module.css";

const sourceWords: Record<QuoteView["source"], string> = {
  simulated: "Simulated market",
  coingecko: "CoinGecko",
  manual: "Set by an operator",
};

/** The price that a market order would meet now, large, and what there is to know about it. */
export function QuotePanel({ asset, quote }: { readonly asset: Asset; readonly quote: QuoteView | null }) {
  const nowMs = useNow();
  return (
    <div className={styles.quote}>
      <p className={styles.price}>
        {quote ? <LivePrice price={quote.price} /> : <span className="dim">No price right now</span>}
      </p>
      {quote && (
        <p className={styles.note} data-stale={isStale(quote, nowMs)}>
          {isStale(quote, nowMs) ? "Too old to trade on: last updated " : "Updated "}
          <time dateTime={quote.asOf}>{formatMoment(quote.asOf)}</time>
        </p>
      )}
      <dl className={styles.facts}>
        {quote && <Fact term="Low since last quote" value={formatUsd(quote.low)} />}
        {quote && <Fact term="High since last quote" value={formatUsd(quote.high)} />}
        {quote && (
          <Fact
            term="On offer"
            value={quote.depth === null ? "Without limit" : `${formatDecimal(quote.depth)} ${asset.assetId}`}
          />
        )}
        {quote && <Fact term="Source" value={sourceWords[quote.source]} />}
        <Fact term="Smallest order" value={`${formatDecimal(asset.minQuantity)} ${asset.assetId}`} />
        <Fact term="Step" value={`${formatDecimal(asset.quantityStep)} ${asset.assetId}`} />
      </dl>
    </div>
  );
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}

const tickMs = 5_000;

/** A quote grows old without anything arriving, so somebody has to look at the clock. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
