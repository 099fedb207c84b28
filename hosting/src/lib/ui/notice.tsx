import type { ReactNode } from "react";
import styles from "./notice.module.css";

type Props = { readonly tone: "good" | "bad" | "plain"; readonly children: ReactNode };

/** A message in its place on the page. To be read out it must stand inside an `Announce`. */
export function Notice({ tone, children }: Props) {
  return (
    <div className={styles.notice} data-tone={tone}>
      {children}
    </div>
  );
}

/** Says its content aloud when it changes; it must be on the page before that. */
export function Announce({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" aria-live="polite" aria-atomic="true" className={styles.announce}>
      {children}
    </div>
  );
}
