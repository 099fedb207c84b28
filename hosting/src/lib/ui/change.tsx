import { formatCents, formatChange } from "../money.js";

type Props = {
  /** In cents. */
  readonly change: bigint;
  /** What it is a change of, in cents: adds the percentage. */
  readonly base?: bigint;
};

/** A gain or a loss: sign first, colour second, since not everybody sees the colour. */
export function Change({ change, base }: Props) {
  const tone = change > 0n ? "gain" : change < 0n ? "loss" : "dim";
  const percent = base === undefined ? null : formatChange(change, base);
  return (
    <span className={`num ${tone}`}>
      {formatCents(change, "signed")}
      {percent && ` (${percent})`}
    </span>
  );
}
