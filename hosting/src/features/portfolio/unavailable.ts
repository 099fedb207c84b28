/** Why a figure cannot be had, as sentences. */
import type { PerformanceOutput, Unavailable } from "@bourse/functions/portfolio/contract";

const figureWords: Readonly<Record<string, string>> = {
  value: "value",
  weight: "weight",
  unrealised: "unrealised profit",
  fifo: "FIFO",
  lifo: "LIFO",
  hifo: "HIFO",
  average: "average cost",
  startEquity: "equity at the start",
  endEquity: "equity at the end",
  gain: "gain",
  twr: "time-weighted return",
  mwr: "money-weighted return",
  "mwr.yearly": "money-weighted return a year",
  maxDrawdown: "largest drawdown",
};

const wordOf = (figure: string) =>
  Object.hasOwn(figureWords, figure) ? (figureWords[figure] ?? figure) : figure;

const list = new Intl.ListFormat("en", { type: "conjunction" });
const listed = (figures: readonly string[]) => list.format(figures.map(wordOf));

export function unavailableSentence({ assetId, figures, reason }: Unavailable): string {
  return reason === "quote_is_missing"
    ? `There is no price for ${assetId} right now, so it has no ${listed(figures)}.`
    : `${assetId} is held in too many lots to count by ${listed(figures)}.`;
}

type UnavailableReturn = PerformanceOutput["unavailable"][number];

export function unavailableReturnSentence({ assetIds, figures, reason }: UnavailableReturn): string {
  if (reason === "no_rate_fits") return `No rate fits what was paid in and out: no ${listed(figures)}.`;
  const assets = assetIds.length > 0 ? ` for ${list.format(assetIds)}` : "";
  return `A price is missing${assets} in this range: no ${listed(figures)}.`;
}
