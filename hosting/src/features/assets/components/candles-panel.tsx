import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatUsd } from "../../../lib/money.js";
import { Chart } from "../../../lib/ui/chart.js";
import type { Candle } from "../../../lib/ui/chart-rows.js";
import { Live } from "../../../lib/ui/live.js";
import { Empty, Panel } from "../../../lib/ui/panel.js";
import { watchCandles, type CandleInterval } from "../api/watch-candles.js";
import type { Asset } from "../api/watch-assets.js";

const intervals: { value: CandleInterval; label: string; words: string }[] = [
  { value: "1m", label: "1m", words: "minute" },
  { value: "1h", label: "1h", words: "hour" },
  { value: "1d", label: "1d", words: "day" },
];

/** Candles of an asset's price; the last one moves with the market. */
export function CandlesPanel({ asset }: { readonly asset: Asset }) {
  const { assetId, priceScale } = asset;
  const [interval, setInterval] = useState<CandleInterval>("1h");
  const query = useQuery(watchCandles(assetId, interval));
  return (
    <Panel
      title="Chart"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="One candle is"
          data={intervals.map(({ value, label }) => ({ value, label }))}
          value={interval}
          onChange={setInterval}
        />
      }
    >
      <Live query={query} rows={6}>
        {(candles) =>
          candles.length > 0 ? (
            <Chart
              label={labelOf(assetId, interval, candles)}
              series={{ kind: "candles", candles, decimals: priceScale }}
              view={`${assetId} ${interval}`}
            />
          ) : (
            <Empty title="No candles yet">They are drawn as soon as there are prices to draw.</Empty>
          )
        }
      </Live>
    </Panel>
  );
}

function labelOf(assetId: string, interval: CandleInterval, candles: readonly Candle[]): string {
  const word = intervals.find(({ value }) => value === interval)?.words ?? interval;
  // They come newest first.
  const [last, first] = [candles.at(0), candles.at(-1)];
  return first && last
    ? `Price of ${assetId} by the ${word}: from ${formatUsd(first.open)} to ${formatUsd(last.close)}`
    : `Price of ${assetId} by the ${word}`;
}
