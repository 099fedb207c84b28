/** All that draws with lightweight-charts: a chunk of its own, fetched by the first chart that is shown. */
import {
  AreaSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  type IChartApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { candleRows, pointRows, type Candle, type Point } from "./chart-rows.js";

export type Series =
  | { readonly kind: "candles"; readonly candles: readonly Candle[]; readonly decimals: number }
  | { readonly kind: "line"; readonly points: readonly Point[] };

export type DrawnChart = {
  readonly show: (series: Series) => void;
  readonly fit: () => void;
  readonly remove: () => void;
};

/** @param kind what the chart will show, as long as it is there */
export function drawChart(container: HTMLElement, kind: Series["kind"]): DrawnChart {
  const style = getComputedStyle(container);
  const colour = (token: string) => style.getPropertyValue(token).trim();
  const chart = createChart(container, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: colour("--dim"),
      fontFamily: style.fontFamily,
      // The page carries the attribution beside the chart, with the link that the licence asks for.
      attributionLogo: false,
    },
    // A browser's own locale may be one that dates do not take.
    localization: { locale: "en" },
    grid: { vertLines: { visible: false }, horzLines: { color: colour("--line") } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderColor: colour("--line"), timeVisible: true, secondsVisible: false },
    // A finger or a wheel on the chart scrolls the page.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  });
  const show = kind === "candles" ? candles(chart, colour) : line(chart, colour);
  return { show, fit: () => chart.timeScale().fitContent(), remove: () => chart.remove() };
}

type Colour = (token: string) => string;
const timed = <Row extends { readonly time: number }>(rows: readonly Row[]) =>
  rows.map((row) => ({ ...row, time: row.time as UTCTimestamp }));

function candles(chart: IChartApi, colour: Colour): DrawnChart["show"] {
  const [up, down] = [colour("--buy"), colour("--sell")];
  const drawn = chart.addSeries(CandlestickSeries, {
    ...{ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down },
    borderVisible: false,
  });
  return (series) => {
    if (series.kind !== "candles") return;
    const { decimals } = series;
    drawn.applyOptions({ priceFormat: { type: "price", precision: decimals, minMove: 10 ** -decimals } });
    drawn.setData(timed(candleRows(series.candles)));
  };
}

function line(chart: IChartApi, colour: Colour): DrawnChart["show"] {
  const brass = colour("--brass");
  const drawn = chart.addSeries(AreaSeries, {
    ...{ lineColor: brass, lineWidth: 2, topColor: `${brass}40`, bottomColor: `${brass}00` },
    priceFormat: { type: "price", precision: 2, minMove: 0.01 },
  });
  return (series) => {
    if (series.kind === "line") drawn.setData(timed(pointRows(series.points)));
  };
}
