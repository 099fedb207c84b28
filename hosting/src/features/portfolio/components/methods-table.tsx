import type { PositionView } from "@bourse/functions/portfolio/contract";
import { readUsd } from "../../../lib/money.js";
import { AssetName } from "../../../lib/ui/asset-name.js";
import { Change } from "../../../lib/ui/change.js";
import table from "../../../lib/ui/table.module.css";
import { methods, methodWords } from "../figure.js";
import styles from "./portfolio.module.css";

/** The same positions by every method: what is unrealised by one is realised by another. */
export function MethodsTable({ positions }: { readonly positions: readonly PositionView[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <caption className={styles.hidden}>Profit of each position by the method that counts it</caption>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Profit</th>
            {methods.map((method) => (
              <th key={method} scope="col" className={table.right}>
                {methodWords[method]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {positions.map((position) => (
            <tr key={position.assetId}>
              <td>
                <span className={styles.asset}>
                  <AssetName assetId={position.assetId} crowded />
                </span>
              </td>
              <td className="dim">
                Unrealised
                <br />
                Realised
              </td>
              {methods.map((method) => (
                <td key={method} className={table.right}>
                  <Figure amount={position.methods[method].unrealised} />
                  <Figure amount={position.methods[method].realised} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Figure = ({ amount }: { readonly amount: string | null }) => (
  <div>{amount === null ? <span className="dim">–</span> : <Change change={readUsd(amount)} />}</div>
);
