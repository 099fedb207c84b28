import { useEffect, useRef, type ReactNode } from "react";
import styles from "./page.module.css";

type Props = {
  readonly title: string;
  /** Stands beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

let firstPage = true;

/** A page's title and heading. Focus moves to the heading, so that a screen reader says where it has come. */
export function Page({ title, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The browser itself announces the page that a visit begins with.
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <>
      <title>{`${title} · Bourse`}</title>
      <div className={styles.head}>
        <h1 className={styles.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </>
  );
}
