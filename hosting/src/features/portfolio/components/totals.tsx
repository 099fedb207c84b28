import type { GetOutput } from "@bourse/functions/portfolio/contract";
import { formatUsd, formatPercent, readUsd } from "../../../lib/money.js";
import { formatTime } from "../../../lib/time.js";
import { Change } from "../../../lib/ui/change.js";
import { Facts, type Fact } from "../../../lib/ui/facts.js";
import type { Figure } from "../figure.js";
import { FigureButton } from "./figure-button.js";
import styles from "./portfolio.module.css";

type Props = { readonly portfolio: GetOutput; readonly onExplain: (figure: Figure) => void };

/** What the portfolio is worth and where that comes from: the deposits, the profits, less the withdrawals. */
export function Totals({ portfolio, onExplain }: Props) {
  const { totals, asOf } = portfolio;
  const { cash } = totals;
  const usd = (amount: string | null) => (amount === null ? "Unavailable" : formatUsd(amount));
  const explained = (figure: Figure["figure"], amount: string) => (
    <FigureButton of={{ figure }} onExplain={onExplain}>
      {formatUsd(amount)}
    </FigureButton>
  );
  const facts: Fact[] = [
    { term: "Cash", value: explained("cash", addUsd(cash.available, cash.held)) },
    ...(readUsd(cash.held) === 0n ? [] : [{ term: "of it held for orders", value: formatUsd(cash.held) }]),
    ...(cash.weight === null ? [] : [{ term: "Weight of cash", value: formatPercent(cash.weight) }]),
    { term: "Value of positions", value: usd(totals.value) },
    { term: "Cost of positions", value: explained("cost", totals.cost) },
    {
      term: "Unrealised",
      value:
        totals.unrealised === null ? (
          "Unavailable"
        ) : (
          <Change change={readUsd(totals.unrealised)} base={readUsd(totals.cost)} />
        ),
    },
    {
      term: "Realised",
      value: (
        <FigureButton of={{ figure: "realised" }} onExplain={onExplain}>
          <Change change={readUsd(totals.realised)} />
        </FigureButton>
      ),
    },
    { term: "Deposits", value: explained("deposits", totals.deposits) },
    { term: "Withdrawals", value: explained("withdrawals", totals.withdrawals) },
    { term: "Fees, inside the above", value: explained("fees", totals.fees) },
  ];
  return (
    <div className={styles.totals}>
      <div>
        <p className="dim">Equity</p>
        <p className={`num ${styles.equity}`} data-testid="portfolio-equity">
          {usd(totals.equity)}
        </p>
      </div>
      <Facts facts={facts} />
      <p className={styles.note}>
        As of {formatTime(asOf)}. Choose an underlined figure to see the entries that it is made of.
      </p>
    </div>
  );
}

const addUsd = (one: string, other: string) => {
  const cents = readUsd(one) + readUsd(other);
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, "0")}`;
};
