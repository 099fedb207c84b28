import type { ReactNode } from "react";
import styles from "./facts.module.css";

export type Fact = { readonly term: string; readonly value: ReactNode; readonly testId?: string };

/** Terms at the left, figures at the right. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ term, value, testId }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd className="num" data-testid={testId}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
