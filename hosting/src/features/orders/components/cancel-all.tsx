import { Button } from "@mantine/core";
import { useState } from "react";
import styles from "./open-orders.module.css";

type Props = {
  readonly count: number;
  readonly isPending: boolean;
  readonly onCancelAll: () => void;
};

/** Asks first: what is cancelled loses its place. */
export function CancelAll({ count, isPending, onCancelAll }: Props) {
  const [asks, setAsks] = useState(false);
  if (!asks) {
    return (
      <Button variant="default" size="compact-sm" loading={isPending} onClick={() => setAsks(true)}>
        Cancel all
      </Button>
    );
  }
  return (
    <div className={styles.actions} role="group" aria-label={`Cancel all ${count} open orders?`}>
      <Button
        size="compact-sm"
        onClick={() => {
          setAsks(false);
          onCancelAll();
        }}
      >
        Cancel all {count}
      </Button>
      <Button variant="default" size="compact-sm" autoFocus onClick={() => setAsks(false)}>
        Keep them
      </Button>
    </div>
  );
}
