import type { QuoteView } from "@bourse/functions/assets/contract";
import { useEffect, useState } from "react";
import { formatMoment } from "../../../lib/time.js";
import { LivePrice } from "../../../lib/ui/live-price.js";
import { isStale } from "../stale.js";
import styles from "./quote-panel.module.css";

/** The price that a market order would meet now, large, and how old it is. */
export function QuotePanel({ quote }: { readonly quote: QuoteView | null }) {
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
