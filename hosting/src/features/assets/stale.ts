import type { QuoteView } from "@bourse/functions/assets/contract";

/** How long a provider's quote may be traded on where it does not say itself; one set by hand stays good. */
const providerQuoteValidMs = 60_000;

/** Whether the server would refuse to trade on the quote. It decides by its own clock and settings; this warns. */
export function isStale({ validForMs, source, asOf }: QuoteView, nowMs: number): boolean {
  const valid = validForMs ?? (source === "manual" ? Infinity : providerQuoteValidMs);
  return nowMs - Date.parse(asOf) > valid;
}
