/** The history of orders as text, page by page: CSV with a header line (RFC 4180), or a JSON object a line. */
import { stringify } from "csv-stringify/sync";
import type { OrderRecord } from "../ledger/order-record.js";
import type { OrderView } from "./contract.js";
import { orderView } from "./order-view.js";

export const historyFormats = ["csv", "ndjson"] as const;
export type HistoryFormat = (typeof historyFormats)[number];

export const historyTypes: Record<HistoryFormat, string> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
};

const columns = [
  ...["orderId", "createdAt", "updatedAt", "assetId", "side", "type", "timeInForce", "status", "reason"],
  ...["quantity", "notional", "limitPrice", "stopPrice", "trail", "filledQuantity", "averagePrice"],
  ...["filledValue", "fee", "expiresAt", "parentId", "replaces", "replacedBy"],
] as const satisfies readonly (keyof OrderView)[];

const csvOptions = {
  columns: [...columns],
  record_delimiter: "windows",
  // Ids may begin with a hyphen: a spreadsheet must not take them for formulas.
  escape_formulas: true,
} as const;

const csvRow = ({ trail, ...order }: OrderView) => ({
  ...order,
  trail: trail && ("amount" in trail ? trail.amount : `${trail.percent}%`),
});

/** What the file begins with. */
export const historyHead = (format: HistoryFormat) =>
  format === "csv" ? stringify([], { ...csvOptions, header: true }) : "";

export function historyPage(format: HistoryFormat, records: readonly OrderRecord[]): string {
  const orders = records.map(orderView);
  if (format === "csv") return stringify(orders.map(csvRow), csvOptions);
  return orders.map((order) => `${JSON.stringify(order)}\n`).join("");
}
