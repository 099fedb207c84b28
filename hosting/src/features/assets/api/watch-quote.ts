/** The quote of one asset, live; null where it has none. */
import type { QuoteView } from "@bourse/functions/assets/contract";
import { watchDocument, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

export type QuoteDocument = Stored<QuoteView, "asOf">;

export const readQuote = (document: QuoteDocument): QuoteView => ({
  ...document,
  asOf: document.asOf.toDate().toISOString(),
});

export const watchQuote = (assetId: string) =>
  liveQuery(
    ["quote", assetId],
    watchDocument<QuoteDocument, QuoteView | null>(
      ["quotes", assetId],
      (document) => document && readQuote(document),
    ),
  );
