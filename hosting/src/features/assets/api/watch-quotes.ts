/** The quotes of all assets, live. */
import type { QuoteView } from "@bourse/functions/assets/contract";
import { limit, orderBy } from "firebase/firestore";
import { watchCollection } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";
import { assetsMax } from "./watch-assets.js";
import { readQuote, type QuoteDocument } from "./watch-quote.js";

export const watchQuotes = () =>
  liveQuery(
    ["quotes"],
    watchCollection<QuoteDocument, QuoteView>(["quotes"], [orderBy("assetId"), limit(assetsMax)], readQuote),
  );
