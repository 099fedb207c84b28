import type { CloseOutput } from "@bourse/functions/orders/contract";
import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { closePosition } from "../api/close-position.js";
import { doneSentence } from "../done-sentence.js";
import styles from "./close-position.module.css";

const parts = ["25", "50", "100"].map((value) => ({ value, label: `${value} %` }));

type Props = {
  readonly uid: string;
  readonly assetId: string;
  readonly disabled: boolean;
  /** Whether there is a position: what came of closing the last of it is still told. */
  readonly isHeld: boolean;
};

/** Sells a part of a position, or all of it, at the market. */
export function ClosePosition({ uid, assetId, disabled, isHeld }: Props) {
  const [percent, setPercent] = useState("100");
  const close = useIntent<{ assetId: string; percent: string }, CloseOutput>(
    `close.${uid}`,
    (orderId, input) => closePosition({ orderId, ...input }),
  );
  return (
    <div className={styles.close}>
      {isHeld && (
        <div className={styles.controls}>
          <SegmentedControl
            size="xs"
            aria-label="How much to close"
            data={parts}
            value={percent}
            onChange={setPercent}
            disabled={close.isPending}
          />
          <Button
            variant="default"
            size="sm"
            loading={close.isPending}
            disabled={disabled}
            onClick={() => close.submit({ assetId, percent })}
          >
            Close {percent} %
          </Button>
        </div>
      )}
      <Announce>
        {close.failure && <Notice tone="bad">{sentenceFor(close.failure)}</Notice>}
        {close.output && <Notice tone="good">{doneSentence(close.output)}</Notice>}
      </Announce>
    </div>
  );
}
