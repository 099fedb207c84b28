import { useId, type ReactNode } from "react";
import styles from "./panel.module.css";

type Props = {
  readonly title: string;
  readonly aside?: ReactNode;
  /** Tables bring their own padding. */
  readonly flush?: boolean;
  readonly children: ReactNode;
};

/** A titled region of a page. */
export function Panel({ title, aside, flush = false, children }: Props) {
  const heading = useId();
  return (
    <section className={styles.panel} aria-labelledby={heading}>
      <div className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {aside}
      </div>
      <div className={flush ? undefined : styles.body}>{children}</div>
    </section>
  );
}

type EmptyProps = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode };

/** What stands where there is nothing yet: why, and what to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      <p className="dim">{children}</p>
      {action}
    </div>
  );
}
