import type { EntryView } from "@bourse/functions/accounts/contract";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { addQuantities, formatDecimal, formatUsd, isZero } from "../../../lib/money.js";
import { formatMoment, formatShortMoment } from "../../../lib/time.js";
import table from "../../../lib/ui/table.module.css";

const kindWords: Record<EntryView["kind"], string> = {
  deposit: "Deposit",
  withdraw: "Withdrawal",
  hold: "Reserved",
  release: "Released",
  fill: "Trade",
  reversal: "Correction",
  opening: "Brought along",
};

/** The journal: what each entry did to the account, newest first. */
export function EntriesTable({
  uid,
  entries,
}: {
  readonly uid: string;
  readonly entries: readonly EntryView[];
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={table.right} style={{ width: "1%" }}>
              No.
            </th>
            <th scope="col">Entry</th>
            <th scope="col" className={table.wide}>
              Time
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              Change
            </th>
            <th scope="col" className={`${table.right} ${table.wide}`}>
              Cash after
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.entryId}>
              <td className={`num dim ${table.right}`}>{entry.seq}</td>
              <td>
                {titleOf(entry)}
                <time className={`${table.second} ${table.narrow}`} dateTime={entry.at}>
                  {formatShortMoment(entry.at)}
                </time>
              </td>
              <td className={`dim ${table.wide}`}>
                <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
              </td>
              <td className={`${table.right} ${table.last}`}>
                {changesOf(uid, entry).map(([assetId, amount]) => (
                  <Amount key={assetId} assetId={assetId} amount={amount} />
                ))}
              </td>
              <td className={`num ${table.right} ${table.wide}`}>{cashAfter(uid, entry)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Amount({ assetId, amount }: { readonly assetId: string; readonly amount: string }) {
  const text =
    assetId === settlementAssetId
      ? formatUsd(amount, "signed")
      : `${formatDecimal(amount, "signed")} ${assetId}`;
  return <div className={`num ${amount.startsWith("-") ? "" : "gain"}`}>{text}</div>;
}

function titleOf({ kind, fill, position }: EntryView): string {
  if (!fill || !position) return kindWords[kind];
  return `${fill.side === "buy" ? "Bought" : "Sold"} ${position.assetId}`;
}

/** By how much the user's own balances moved, buckets taken together; reserving moves nothing in or out. */
function changesOf(uid: string, { postings }: EntryView): [string, string][] {
  const changes = new Map<string, string>();
  for (const { assetId, account, amount } of postings) {
    if (account === uid) changes.set(assetId, addQuantities(changes.get(assetId) ?? "0", amount));
  }
  return [...changes].filter(([, amount]) => !isZero(amount));
}

function cashAfter(uid: string, { postings }: EntryView): string {
  const last = postings.findLast(
    ({ account, assetId, bucket }) =>
      account === uid && assetId === settlementAssetId && bucket === "available",
  );
  return last?.balanceAfter ? formatUsd(last.balanceAfter) : "–";
}
