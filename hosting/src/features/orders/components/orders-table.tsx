import type { OrderView } from "@bourse/functions/orders/contract";
import { Link } from "react-router";
import { formatDecimal, formatUsd } from "../../../lib/money.js";
import { formatMoment, formatShortMoment } from "../../../lib/time.js";
import { AssetName } from "../../../lib/ui/asset-name.js";
import table from "../../../lib/ui/table.module.css";
import { pricesOf, statusWords, typeWords } from "../order-words.js";
import { SideTag } from "./side-tag.js";
import styles from "./orders-table.module.css";

type Props = {
  readonly orders: readonly OrderView[];
  /** Leaves out which asset it is, where that goes without saying. */
  readonly oneAsset?: boolean;
};

export function OrdersTable({ orders, oneAsset = false }: Props) {
  const wide = `${table.right} ${table.wide}`;
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            {!oneAsset && <th scope="col">Asset</th>}
            <th scope="col">Order</th>
            <th scope="col" className={table.right}>
              Quantity
            </th>
            <th scope="col" className={wide}>
              Price
            </th>
            <th scope="col" className={wide}>
              Value
            </th>
            <th scope="col" className={wide}>
              Fee
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              Status
            </th>
            <th scope="col" className={wide}>
              Time
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <OrderRow key={order.orderId} order={order} oneAsset={oneAsset} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OrderRow({ order, oneAsset }: { readonly order: OrderView; readonly oneAsset: boolean }) {
  const { orderId, assetId, side, type, status, createdAt } = order;
  const { quantity, filledQuantity, averagePrice, filledValue, fee } = order;
  const prices = pricesOf(order);
  const wide = `${table.right} ${table.wide}`;
  return (
    <tr className={table.link} data-testid="order">
      {!oneAsset && (
        <td>
          <AssetName assetId={assetId} crowded plain />
        </td>
      )}
      <td>
        <span className={styles.order}>
          <SideTag side={side} />
          <span>
            <Link to={`/orders/${orderId}`} className={styles.link}>
              {typeWords[type]}
            </Link>
            {prices && <span className={`num ${table.second}`}>{prices}</span>}
          </span>
        </span>
      </td>
      <td className={`num ${table.right}`}>
        {formatDecimal(filledQuantity)}
        {filledQuantity !== quantity && <span className={table.second}>of {formatDecimal(quantity)}</span>}
        <span className={`${table.second} ${table.narrow}`}>{formatUsd(filledValue)}</span>
      </td>
      <td className={`num ${wide}`}>{averagePrice === null ? "–" : formatUsd(averagePrice)}</td>
      <td className={`num ${wide}`}>{formatUsd(filledValue)}</td>
      <td className={`num ${wide}`}>{formatUsd(fee)}</td>
      <td className={`${table.right} ${table.last}`}>
        <span className={styles.status} data-status={status}>
          {statusWords[status]}
        </span>
        <time className={`num ${table.second} ${table.narrow}`} dateTime={createdAt}>
          {formatShortMoment(createdAt)}
        </time>
      </td>
      <td className={`num dim ${wide}`}>
        <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
      </td>
    </tr>
  );
}
