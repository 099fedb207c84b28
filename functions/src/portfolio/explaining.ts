/** From a figure to the entries that it is made of. */
import type { Firestore } from "firebase-admin/firestore";
import { openEntry, type EntryRecord } from "../ledger/entry-record.js";
import { listEntries } from "../ledger/queries.js";
import type { ExplainOutput, FigureName } from "./contract.js";
import { amountIn } from "./figures.js";
import type { Account } from "../ledger/account.js";

/** How far a figure is explained: what is left of it lies in the entries older than `after`. */
export type Progress = {
  readonly after: readonly [at: string, seq: number] | undefined;
  readonly left: bigint;
};

type Asked = { readonly figure: FigureName; readonly assetId: string | undefined; readonly limit: number };
type Row = Omit<ExplainOutput["items"][number], "amount" | "sum"> & {
  readonly amount: bigint;
  readonly sum: bigint;
};

/** Entries that one page looks through: most may have nothing to do with the figure. */
const scannedMax = 1_000;
const scannedAtOnce = 200;

/** @returns rows newest first, and where the next page goes on; null at the end */
export async function explained(
  db: Firestore,
  account: Account,
  { figure, assetId, limit }: Asked,
  start: Progress,
): Promise<{ rows: Row[]; next: Progress | null }> {
  const rows: Row[] = [];
  let { after, left } = start;
  for (let scanned = 0; scanned < scannedMax; scanned += scannedAtOnce) {
    const page = await listEntries(db, account.uid, { assetId }, { limit: scannedAtOnce, after });
    for (const [at, record] of page.rows.entries()) {
      after = [record.at, record.seq];
      // Younger than the account as it was read: not in the figure.
      if (record.seq > account.seq) continue;
      const amount = amountIn(openEntry(record, account.balances), figure, assetId);
      if (amount === 0n) continue;
      rows.push({ ...aboutOf(record), amount, sum: left });
      left -= amount;
      const more = page.more || at < page.rows.length - 1;
      if (rows.length === limit) return { rows, next: more ? { after, left } : null };
    }
    if (!page.more) return { rows, next: null };
  }
  return { rows, next: { after, left } };
}

function aboutOf({ entryId, seq, at, kind, orderId, reverses, position }: EntryRecord) {
  return { entryId, seq, at, kind, orderId, reverses, assetId: position?.assetId ?? null };
}
