import type { Side } from "../ticket.js";
import styles from "./side-tag.module.css";

export function SideTag({ side }: { readonly side: Side }) {
  return (
    <span className={styles.side} data-side={side}>
      {side === "buy" ? "Buy" : "Sell"}
    </span>
  );
}
