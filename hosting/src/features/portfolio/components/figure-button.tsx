import type { ReactNode } from "react";
import { figureTitle, type Figure } from "../figure.js";
import styles from "./portfolio.module.css";

type Props = {
  readonly of: Figure;
  readonly onExplain: (figure: Figure) => void;
  readonly children: ReactNode;
};

/** A figure that says on request what it is made of. */
export function FigureButton({ of, onExplain, children }: Props) {
  return (
    <button
      type="button"
      className={styles.figure}
      title={`Explain: ${figureTitle(of)}`}
      onClick={() => onExplain(of)}
    >
      {children}
      <span className={styles.hidden}> Explain {figureTitle(of)}</span>
    </button>
  );
}
