/** The account as it stood after each of its entries, rebuilt from the entries alone. */
import type { AccountRecord } from "../../src/ledger/account-record.js";
import { emptyAccount, type Account, type Balance } from "../../src/ledger/account.js";
import { applyEntry, openFold, type Fold } from "../../src/ledger/audit-fold.js";
import { openEntry, type EntryRecord } from "../../src/ledger/entry-record.js";

/** @returns one account more than there are entries: index `seq` is the state after that entry */
export function statesBySeq(account: AccountRecord, entries: readonly EntryRecord[]): Account[] {
  const scales = new Map(Object.entries(account.balances).map(([assetId, { scale }]) => [assetId, scale]));
  const empty = Object.fromEntries(
    [...scales].map(([id, scale]) => [id, { scale, available: 0n, held: 0n }]),
  );
  const fold = openFold(account.uid, scales);
  const states: Account[] = [emptyAccount(account.uid)];
  for (const record of entries) {
    applyEntry(fold, openEntry(record, empty));
    fold.seq = record.seq;
    fold.headHash = record.hash;
    fold.commitId = record.commitId;
    states.push(accountOf(fold));
  }
  return states;
}

function accountOf(fold: Fold): Account {
  const balances: Record<string, Balance> = {};
  for (const [assetId, balance] of fold.balances)
    balances[assetId] = { scale: fold.scaleOf(assetId), ...balance };
  return {
    uid: fold.uid,
    status: "active",
    balances,
    positions: Object.fromEntries(fold.positions),
    holds: new Map(fold.holds),
    // Entries do not tell the orders that rest: histories with such orders are judged without states.
    orders: new Map(),
    daily: { ...fold.daily },
    seq: fold.seq,
    headHash: fold.headHash,
    commitId: fold.commitId,
    atMs: fold.atMs,
  };
}
