import { Link } from "react-router";
import styles from "./asset-name.module.css";

type Props = {
  readonly assetId: string;
  readonly name?: string | undefined;
  /** Does without the mark on a phone, where the row is crowded. */
  readonly crowded?: boolean;
  /** Leads nowhere, where the row leads elsewhere. */
  readonly plain?: boolean;
};

/** An asset as it stands in a row: its id, its name where it is known, and the way to its page. */
export function AssetName({ assetId, name, crowded = false, plain = false }: Props) {
  return (
    <span className={styles.asset} data-crowded={crowded}>
      <AssetMark assetId={assetId} />
      <span className={styles.words}>
        {plain ? (
          <span className={styles.id}>{assetId}</span>
        ) : (
          <Link to={`/markets/${assetId}`} className={styles.id}>
            {assetId}
          </Link>
        )}
        {name && <span className={styles.name}>{name}</span>}
      </span>
    </span>
  );
}

function AssetMark({ assetId }: { readonly assetId: string }) {
  return (
    <span className={styles.mark} aria-hidden="true">
      {assetId.slice(0, 2)}
    </span>
  );
}
