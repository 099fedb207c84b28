import type { GetOutput } from "@bourse/functions/orders/contract";
import { formatDecimal, formatUsd } from "../../../lib/money.js";
import { formatMoment } from "../../../lib/time.js";
import table from "../../../lib/ui/table.module.css";

/** What an order traded, piece by piece, oldest first. */
export function FillsTable({ fills }: { readonly fills: GetOutput["fills"] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={table.right}>
              Quantity
            </th>
            <th scope="col" className={table.right}>
              Price
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Value
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Fee
            </th>
          </tr>
        </thead>
        <tbody>
          {fills.map(({ entryId, at, quantity, price, value, fee }) => (
            <tr key={entryId}>
              <td className="dim">
                <time dateTime={at}>{formatMoment(at)}</time>
              </td>
              <td className={`num ${table.right}`}>{formatDecimal(quantity)}</td>
              <td className={`num ${table.right}`}>{formatUsd(price)}</td>
              <td className={`num ${table.right} ${table.wide}`}>{formatUsd(value)}</td>
              <td className={`num ${table.right} ${table.wide}`}>{formatUsd(fee)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
