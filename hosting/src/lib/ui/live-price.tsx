import { readDecimal } from "@bourse/functions/money/amount";
import { useState } from "react";
import { formatUsd } from "../money.js";
import styles from "./live-price.module.css";

/** A price that shows which way it just moved. The colour fades by itself and carries nothing that is not there. */
export function LivePrice({ price }: { readonly price: string }) {
  const [shown, setShown] = useState<{ price: string; move: "up" | "down" | null }>({ price, move: null });
  if (shown.price !== price) setShown({ price, move: rose(shown.price, price) ? "up" : "down" });
  return (
    // The key makes a new element, and so begins the fade again, with every price.
    <span key={price} className={`num ${styles.price}`} data-move={shown.move}>
      {formatUsd(price)}
    </span>
  );
}

const widestScale = 12;
const rose = (before: string, now: string) =>
  readDecimal(now, widestScale) > readDecimal(before, widestScale);
