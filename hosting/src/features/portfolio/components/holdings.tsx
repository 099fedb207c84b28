import type { GetOutput, PositionView } from "@bourse/functions/portfolio/contract";
import { SegmentedControl } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { formatDecimal, formatPercent, formatUsd, readUsd } from "../../../lib/money.js";
import { AssetName } from "../../../lib/ui/asset-name.js";
import { Change } from "../../../lib/ui/change.js";
import { Notice } from "../../../lib/ui/notice.js";
import { Empty } from "../../../lib/ui/panel.js";
import table from "../../../lib/ui/table.module.css";
import { methods, methodWords, type Figure, type Method } from "../figure.js";
import { unavailableSentence } from "../unavailable.js";
import { FigureButton } from "./figure-button.js";
import { MethodsTable } from "./methods-table.js";
import styles from "./portfolio.module.css";

type Props = {
  readonly portfolio: GetOutput;
  readonly names: ReadonlyMap<string, string>;
  readonly onExplain: (figure: Figure) => void;
};
type View = Method | "all";

const views: { value: View; label: string }[] = [
  ...methods.map((value) => ({ value, label: methodWords[value] })),
  { value: "all", label: "Side by side" },
];

/** Positions, counted by the method that is chosen, or by all of them beside each other. */
export function Holdings({ portfolio, names, onExplain }: Props) {
  const [view, setView] = useState<View>("average");
  const { positions, unavailable } = portfolio;
  if (positions.length === 0) {
    return <Empty title="You hold no assets">What you buy is counted here, lot by lot.</Empty>;
  }
  return (
    <>
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Which lots are sold first"
          data={views}
          value={view}
          onChange={setView}
        />
      </div>
      {unavailable.length > 0 && (
        <div className={styles.bar}>
          {unavailable.map((one) => (
            <Notice key={`${one.assetId} ${one.reason}`} tone="plain">
              {unavailableSentence(one)}
            </Notice>
          ))}
        </div>
      )}
      {view === "all" ? (
        <MethodsTable positions={positions} />
      ) : (
        <HoldingsTable {...{ positions, names, onExplain }} method={view} />
      )}
    </>
  );
}

type TableProps = Omit<Props, "portfolio"> & {
  readonly positions: readonly PositionView[];
  readonly method: Method;
};

function HoldingsTable({ positions, names, method, onExplain }: TableProps) {
  const wide = `${table.right} ${table.wide}`;
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col" className={wide}>
              Quantity
            </th>
            <th scope="col" className={table.right}>
              Value
            </th>
            <th scope="col" className={wide}>
              Weight
            </th>
            <th scope="col" className={wide}>
              Cost
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              Unrealised
            </th>
            <th scope="col" className={wide}>
              Realised
            </th>
          </tr>
        </thead>
        <tbody>
          {positions.map((position) => (
            <HoldingRow
              key={position.assetId}
              {...{ position, method, onExplain }}
              name={names.get(position.assetId)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  readonly position: PositionView;
  readonly method: Method;
  readonly name: string | undefined;
  readonly onExplain: (figure: Figure) => void;
};

function HoldingRow({ position, method, name, onExplain }: RowProps) {
  const { assetId, quantity, value, weight, price, stale } = position;
  const { cost, realised, unrealised } = position.methods[method];
  const wide = `${table.right} ${table.wide}`;
  // The journal is kept by average cost: the other methods have no entries of their own.
  const explains = (figure: "cost" | "realised", shown: ReactNode) =>
    method === "average" ? (
      <FigureButton of={{ figure, assetId }} onExplain={onExplain}>
        {shown}
      </FigureButton>
    ) : (
      shown
    );
  return (
    <tr data-testid="holding-row">
      <td>
        <span className={styles.asset}>
          <AssetName assetId={assetId} name={name} />
        </span>
      </td>
      <td className={`num ${wide}`}>
        <FigureButton of={{ figure: "position", assetId }} onExplain={onExplain}>
          {formatDecimal(quantity)}
        </FigureButton>
      </td>
      <td className={`num ${table.right}`}>
        {value === null ? <span className="dim">No price</span> : formatUsd(value)}
        {price !== null && (
          <span className={table.second}>
            {stale ? "old price " : "at "}
            {formatUsd(price)}
          </span>
        )}
      </td>
      <td className={`num ${wide}`}>{weight === null ? "–" : formatPercent(weight)}</td>
      <td className={`num ${wide}`}>{cost === null ? "–" : explains("cost", formatUsd(cost))}</td>
      <td className={`${table.right} ${table.last}`}>
        {unrealised === null ? <span className="dim">–</span> : <Change change={readUsd(unrealised)} />}
      </td>
      <td className={wide}>
        {realised === null ? (
          <span className="dim">–</span>
        ) : (
          explains("realised", <Change change={readUsd(realised)} />)
        )}
      </td>
    </tr>
  );
}
