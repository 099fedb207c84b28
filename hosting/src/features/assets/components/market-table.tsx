import type { AssetView, QuoteView } from "@bourse/functions/assets/contract";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { formatTime } from "../../../lib/time.js";
import { AssetName } from "../../../lib/ui/asset-name.js";
import { LivePrice } from "../../../lib/ui/live-price.js";
import table from "../../../lib/ui/table.module.css";
import type { Asset } from "../api/watch-assets.js";
import styles from "./market-table.module.css";
import { StatusBadge } from "./status-badge.js";

const kindWords: Record<AssetView["kind"], string> = {
  crypto: "Crypto",
  share: "Share",
  etf: "ETF",
  metal: "Metal",
};

type Props = {
  readonly assets: readonly Asset[];
  readonly quotes: ReadonlyMap<string, QuoteView>;
  /** What stands before the name: whether the asset is watched belongs to others. */
  readonly mark: (assetId: string) => ReactNode;
};

export function MarketTable({ assets, quotes, mark }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.unseen}>Watched</span>
            </th>
            <th scope="col">Asset</th>
            <th scope="col" className={table.wide}>
              Kind
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Updated
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              Price
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Trade
            </th>
          </tr>
        </thead>
        <tbody>
          {assets.map((asset) => (
            <MarketRow
              key={asset.assetId}
              asset={asset}
              quote={quotes.get(asset.assetId)}
              mark={mark(asset.assetId)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  readonly asset: Asset;
  readonly quote: QuoteView | undefined;
  readonly mark: ReactNode;
};

function MarketRow({ asset, quote, mark }: RowProps) {
  const { assetId, name, kind, status } = asset;
  return (
    <tr className={table.link}>
      <td className={styles.mark}>{mark}</td>
      <td>
        <AssetName assetId={assetId} name={name} />
      </td>
      <td className={`dim ${table.wide}`}>
        {kindWords[kind]} <StatusBadge status={status} />
      </td>
      <td className={`num dim ${table.right} ${table.wide}`}>{quote ? formatTime(quote.asOf) : "–"}</td>
      <td className={`${table.right} ${table.last}`}>
        {quote ? <LivePrice price={quote.price} /> : <span className="dim">No price</span>}
      </td>
      <td className={`${table.right} ${table.wide}`}>
        <Button
          component={Link}
          to={`/markets/${assetId}`}
          variant="default"
          size="compact-sm"
          aria-label={`Trade ${assetId}`}
        >
          Trade
        </Button>
      </td>
    </tr>
  );
}
