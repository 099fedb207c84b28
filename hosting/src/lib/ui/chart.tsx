import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import styles from "./chart.module.css";
import type { DrawnChart, Series } from "./draw-chart.js";

type Props = {
  /** What the drawing shows, in words, for those who do not see it. */
  readonly label: string;
  readonly series: Series;
  /** The chart moves to show all of its series when this changes, and stays where it is otherwise. */
  readonly view?: string;
};

/** A chart of prices or of equity. The library is fetched when the first one is on the page. */
export function Chart({ label, series, view = "" }: Props) {
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnChart | null>(null);
  const [failed, setFailed] = useState(false);
  const { kind } = series;

  useEffect(() => {
    let chart: DrawnChart | null = null;
    let over = false;
    void import("./draw-chart.js").then(
      ({ drawChart }) => {
        if (over || !place.current) return;
        chart = drawChart(place.current, kind);
        setDrawn(chart);
      },
      () => setFailed(true),
    );
    return () => {
      over = true;
      setDrawn(null);
      chart?.remove();
    };
    // The colours are read from the page once: with the other scheme the chart is drawn anew.
  }, [kind, scheme]);
  useEffect(() => drawn?.show(series), [drawn, series]);
  useEffect(() => drawn?.fit(), [drawn, view]);

  return (
    <figure>
      <div ref={place} className={styles.chart} role="img" aria-label={label} data-drawn={drawn !== null}>
        {failed && <p className="dim">The chart could not be loaded.</p>}
      </div>
      <figcaption className={styles.note}>
        <span>Times in UTC</span>
        <span>
          TradingView Lightweight Charts™, copyright © 2025 TradingView, Inc.{" "}
          <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
            tradingview.com
          </a>
        </span>
      </figcaption>
    </figure>
  );
}
