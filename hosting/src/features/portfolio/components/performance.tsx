import type { PerformanceInput, PerformanceOutput } from "@bourse/functions/portfolio/contract";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatPercent, formatUsd, readUsd } from "../../../lib/money.js";
import { Change } from "../../../lib/ui/change.js";
import { Chart } from "../../../lib/ui/chart.js";
import { Facts } from "../../../lib/ui/facts.js";
import { Live } from "../../../lib/ui/live.js";
import { Notice } from "../../../lib/ui/notice.js";
import { Panel } from "../../../lib/ui/panel.js";
import { getPerformance } from "../api/get-performance.js";
import { unavailableReturnSentence } from "../unavailable.js";
import styles from "./portfolio.module.css";

type Range = PerformanceInput["range"];

const rangeWords: Record<Range, string> = {
  "1D": "1D",
  "1W": "1W",
  "1M": "1M",
  "3M": "3M",
  "1Y": "1Y",
  ALL: "All",
};
const ranges = Object.entries(rangeWords).map(([value, label]) => ({ value: value as Range, label }));

/** How the portfolio did: the course of its equity, and its returns. */
export function Performance({ uid, seq }: { readonly uid: string; readonly seq: number }) {
  const [range, setRange] = useState<Range>("1M");
  const query = useQuery(getPerformance(uid, range, seq));
  return (
    <Panel
      title="Performance"
      aside={
        <SegmentedControl size="xs" aria-label="Range" data={ranges} value={range} onChange={setRange} />
      }
    >
      <Live query={query} rows={6}>
        {(performance) => <Course performance={performance} />}
      </Live>
    </Panel>
  );
}

function Course({ performance }: { readonly performance: PerformanceOutput }) {
  const { series, startEquity, endEquity, gain, netFlow, twr, mwr, maxDrawdown, unavailable } = performance;
  const usd = (amount: string | null) => (amount === null ? "Unavailable" : formatUsd(amount));
  const percent = (text: string | null) => (text === null ? "Unavailable" : formatPercent(text, "signed"));
  return (
    <div className={styles.course}>
      <Chart
        label={`Equity from ${usd(startEquity)} to ${usd(endEquity)}`}
        series={{ kind: "line", points: series.map(({ at, equity }) => ({ at, value: equity })) }}
      />
      <div className={styles.returns}>
        <Facts
          facts={[
            {
              term: "Gain",
              value: gain === null ? "Unavailable" : <Change change={readUsd(gain)} />,
            },
            { term: "Paid in, less paid out", value: formatUsd(netFlow) },
            {
              term: "Largest drawdown",
              value: maxDrawdown === null ? "Unavailable" : formatPercent(maxDrawdown),
            },
          ]}
        />
        <Facts
          facts={[
            { term: "Time-weighted return", value: percent(twr), testId: "twr" },
            { term: "Money-weighted return", value: percent(mwr && mwr.period) },
            { term: "The same a year", value: percent(mwr && mwr.yearly) },
          ]}
        />
      </div>
      {unavailable.map((one) => (
        <Notice key={one.reason} tone="plain">
          {unavailableReturnSentence(one)}
        </Notice>
      ))}
    </div>
  );
}
