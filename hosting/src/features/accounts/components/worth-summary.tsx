import { formatCents } from "../../../lib/money.js";
import { Change } from "../../../lib/ui/change.js";
import type { Worth } from "../equity.js";
import styles from "./worth-summary.module.css";

/** Equity and what it consists of. */
export function WorthSummary({ worth }: { readonly worth: Worth }) {
  const { equity, available, held, unrealised, realised, cost } = worth;
  return (
    <dl className={styles.summary}>
      <div className={styles.equity}>
        <dt>Equity</dt>
        <dd className="num" data-testid="equity">
          {equity === null ? "Unavailable" : formatCents(equity)}
        </dd>
        {equity === null && (
          <dd className={styles.note}>There is no price for one of your assets right now.</dd>
        )}
      </div>
      <div>
        <dt>Available cash</dt>
        <dd className="num" data-testid="cash">
          {formatCents(available)}
        </dd>
      </div>
      <div>
        <dt>Held for orders</dt>
        <dd className="num">{formatCents(held)}</dd>
      </div>
      <div>
        <dt>Unrealised</dt>
        <dd>{unrealised === null ? "Unavailable" : <Change change={unrealised} base={cost} />}</dd>
      </div>
      <div>
        <dt>Realised</dt>
        <dd>
          <Change change={realised} />
        </dd>
      </div>
    </dl>
  );
}
