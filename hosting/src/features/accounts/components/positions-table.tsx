import { formatCents, formatDecimal } from "../../../lib/money.js";
import { AssetName } from "../../../lib/ui/asset-name.js";
import { Change } from "../../../lib/ui/change.js";
import { LivePrice } from "../../../lib/ui/live-price.js";
import table from "../../../lib/ui/table.module.css";
import type { PositionWorth } from "../equity.js";

type Props = {
  readonly positions: readonly PositionWorth[];
  readonly names: ReadonlyMap<string, string>;
};

export function PositionsTable({ positions, names }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Quantity
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Price
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Cost
            </th>
            <th scope="col" className={table.right}>
              Value
            </th>
            <th scope="col" className={table.right}>
              Unrealised
            </th>
          </tr>
        </thead>
        <tbody>
          {positions.map((position) => (
            <PositionRow key={position.assetId} position={position} name={names.get(position.assetId)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PositionRow({ position, name }: { position: PositionWorth; name: string | undefined }) {
  const { assetId, quantity, price, cost, value, unrealised } = position;
  return (
    <tr className={table.link}>
      <td>
        <AssetName assetId={assetId} name={name} />
      </td>
      <td className={`num ${table.right} ${table.wide}`}>{formatDecimal(quantity)}</td>
      <td className={`${table.right} ${table.wide}`}>
        {price === null ? <span className="dim">No price</span> : <LivePrice price={price} />}
      </td>
      <td className={`num ${table.right} ${table.wide}`}>{formatCents(cost)}</td>
      <td className={`num ${table.right}`}>
        {value === null ? <span className="dim">–</span> : formatCents(value)}
        <span className={`${table.second} ${table.narrow}`}>
          {formatDecimal(quantity)} {assetId}
        </span>
      </td>
      <td className={table.right}>
        {unrealised === null ? <span className="dim">–</span> : <Change change={unrealised} />}
      </td>
    </tr>
  );
}
