/** Figures of the portfolio that the journal explains, and in words. */
import type { FigureName, PositionView } from "@bourse/functions/portfolio/contract";
import { formatDecimal, formatUsd } from "../../lib/money.js";

export type Figure = { readonly figure: FigureName; readonly assetId?: string };

const words: Record<FigureName, string> = {
  cash: "Cash",
  deposits: "Deposits",
  withdrawals: "Withdrawals",
  fees: "Fees",
  position: "Position",
  cost: "Cost",
  realised: "Realised",
};

/** "Cost of BTC", or of everything. */
export const figureTitle = ({ figure, assetId }: Figure): string =>
  assetId === undefined ? words[figure] : `${words[figure]} of ${assetId}`;

/** A position counts the asset, every other figure USD. */
export const formatFigure = ({ figure, assetId = "" }: Figure, amount: string, sign?: "signed"): string =>
  figure === "position" ? `${formatDecimal(amount, sign)} ${assetId}` : formatUsd(amount, sign);

/** What decides which of the lots were sold. */
export type Method = keyof PositionView["methods"];
export const methods: readonly Method[] = ["average", "fifo", "lifo", "hifo"];
export const methodWords: Record<Method, string> = {
  average: "Average",
  fifo: "FIFO",
  lifo: "LIFO",
  hifo: "HIFO",
};
