import { Link } from "react-router";
import styles from "./asset-name.module.css";

type Props = { readonly assetId: string; readonly name?: string | undefined };

/** An asset as it stands in a row: its id, its name where it is known, and the way to its trade page. */
export function AssetName({ assetId, name }: Props) {
  return (
    <span className={styles.asset}>
      <AssetMark assetId={assetId} />
      <span className={styles.words}>
        <Link to={`/markets/${assetId}`} className={styles.id}>
          {assetId}
        </Link>
        {name && <span className={styles.name}>{name}</span>}
      </span>
    </span>
  );
}

export function AssetMark({ assetId }: { readonly assetId: string }) {
  return (
    <span className={styles.mark} aria-hidden="true">
      {assetId.slice(0, 2)}
    </span>
  );
}
