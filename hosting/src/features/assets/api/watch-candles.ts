/** The newest candles of an asset, live, newest first. */
import { limit, orderBy, where } from "firebase/firestore";
import { watchCollection, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";
import type { Candle } from "../../../lib/ui/chart-rows.js";

export type CandleInterval = "1m" | "1h" | "1d";

/** What a chart shows at once. */
const candlesMax = 200;

export const watchCandles = (assetId: string, interval: CandleInterval) =>
  liveQuery(
    ["candles", assetId, interval],
    watchCollection<Stored<Candle, "start">, Candle>(
      ["assets", assetId, "candles"],
      [where("interval", "==", interval), orderBy("start", "desc"), limit(candlesMax)],
      ({ start, open, high, low, close }) => ({
        ...{ start: start.toDate().toISOString(), open, high, low, close },
      }),
    ),
  );
