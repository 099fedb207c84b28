import type { AssetView } from "@bourse/functions/assets/contract";
import styles from "./status-badge.module.css";

const words: Record<AssetView["status"], string> = {
  active: "Open",
  halted: "Halted",
  delisted: "Delisted",
};

/** Says what is out of the ordinary, and nothing otherwise. */
export function StatusBadge({ status }: { readonly status: AssetView["status"] }) {
  if (status === "active") return null;
  return <span className={styles.badge}>{words[status]}</span>;
}
